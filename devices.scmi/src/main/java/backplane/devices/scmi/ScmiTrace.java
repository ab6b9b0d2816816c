// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi;

import backplane.devices.scmi.protocol.ScmiCall;
import backplane.devices.scmi.protocol.ScmiPlatform;
import backplane.devices.scmi.wire.ScmiHeader;
import backplane.devices.scmi.wire.ScmiStatus;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The last messages of one device, decoded, while somebody looks: {@code power POWER_STATE_SET 00000000 00000001 40000000 -> DENIED}.
 * Off at first, and then it costs a volatile read for each message. The platform's thread and the device's write, any thread reads.
 */
public final class ScmiTrace {
    /** How many messages are kept. */
    public static final int KEPT = 256;
    private static final int SHOWN_WORDS = 16;

    private final ScmiPlatform platform;
    private final String[] lines = new String[KEPT];
    private long written;
    private volatile boolean on;

    ScmiTrace(ScmiPlatform platform) {
        this.platform = platform;
    }

    /** Begins, or ends; what was kept before is forgotten when it begins. */
    public synchronized void turn(boolean wanted) {
        if (wanted && !on) {
            written = 0;
        }
        on = wanted;
    }

    public boolean isOn() {
        return on;
    }

    /** Oldest first. */
    public synchronized List<String> lines() {
        List<String> kept = new ArrayList<>();
        for (long i = Math.max(0, written - KEPT); i < written; i++) {
            kept.add(lines[(int) (i % KEPT)]);
        }
        return kept;
    }

    /** A command that has ended. */
    void note(ScmiCall call) {
        if (on) {
            StringBuilder line = new StringBuilder(platform.nameOf(call.header()));
            int size = call.size();
            for (int at = 0; at + Integer.BYTES <= size; at += Integer.BYTES) {
                word(line, at / Integer.BYTES, call.u32(at));
            }
            if (size % Integer.BYTES != 0) {
                line.append(" +").append(size % Integer.BYTES).append(" bytes");
            }
            ByteBuffer reply = call.reply();
            line.append(" -> ").append(status(reply.getInt(ScmiHeader.SIZE)));
            words(line, reply, ScmiHeader.SIZE + Integer.BYTES);
            put(line.toString());
        }
    }

    /** A delayed response or notification for the eventq, whether or not it gets there. */
    void note(byte[] message) {
        if (on) {
            ByteBuffer bytes = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
            StringBuilder line = new StringBuilder(platform.nameOf(bytes.getInt(0)));
            words(line, bytes, ScmiHeader.SIZE);
            put(line.toString());
        }
    }

    private synchronized void put(String line) {
        lines[(int) (written++ % KEPT)] = line;
    }

    private static void words(StringBuilder line, ByteBuffer bytes, int from) {
        for (int at = from; at + Integer.BYTES <= bytes.limit(); at += Integer.BYTES) {
            word(line, (at - from) / Integer.BYTES, bytes.getInt(at));
        }
    }

    private static void word(StringBuilder line, int place, int word) {
        if (place < SHOWN_WORDS) {
            line.append(String.format(" %08x", word));
        } else if (place == SHOWN_WORDS) {
            line.append(" ...");
        }
    }

    private static String status(int code) {
        for (ScmiStatus status : ScmiStatus.values()) {
            if (status.code() == code) {
                return status.name();
            }
        }
        return Integer.toString(code);
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c;

import backplane.devices.i2c.wire.I2cAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The last messages of one device while somebody looks. Off at first, and then it costs a volatile read for each transfer. The
 * device's thread writes, any thread reads.
 */
public final class I2cTrace {
    /** How many messages are kept. */
    public static final int KEPT = 256;
    private static final int SHOWN_BYTES = 16;

    private final String[] lines = new String[KEPT];
    private long written;
    private volatile boolean on;

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

    void note(I2cTransfer transfer, int messages, I2cCounter outcome) {
        if (!on) {
            return;
        }
        synchronized (this) {
            for (int i = 0; i < transfer.count(); i++) {
                boolean done = i < messages;
                put((i == 0 ? "S  " : "Sr ") + I2cAddress.text(transfer.address(i)) + (transfer.isRead(i) ? " R " : " W ")
                        + transfer.length(i) + bytes(transfer, i, done)
                        + (done ? "" : i == messages ? " " + outcome : " " + I2cCounter.SKIPPED));
            }
        }
    }

    void refused(I2cRequest request, I2cCounter reason) {
        if (on) {
            synchronized (this) {
                put("-  " + (request.address() < 0 ? "?" : I2cAddress.text(request.address())) + (request.isRead() ? " R " : " W ")
                        + request.length() + " " + reason);
            }
        }
    }

    private void put(String line) {
        lines[(int) (written++ % KEPT)] = line;
    }

    private static String bytes(I2cTransfer transfer, int message, boolean done) {
        int length = transfer.length(message);
        if (length == 0 || transfer.isRead(message) && !done) {
            return "";
        }
        int from = transfer.offset(message);
        int shown = Math.min(length, SHOWN_BYTES);
        return " [" + HexFormat.ofDelimiter(" ").formatHex(transfer.bytes(), from, from + shown) + (shown < length ? " ...]" : "]");
    }
}

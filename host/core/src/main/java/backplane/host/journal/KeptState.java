// SPDX-License-Identifier: Apache-2.0
package backplane.host.journal;

import backplane.device.DeviceState;
import backplane.host.worker.StateKeeper;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The device's last saved state. Written by the worker alone, before the driver sees what brought the device there.
 *
 * <pre>
 *   u32 version, u32 length of the type, type, bytes          no bytes at all: none
 * </pre>
 */
final class KeptState implements StateKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(KeptState.class);
    private static final int VERSION = 1;
    private static final int LONGEST_TYPE = 255;
    /** Two records; a state of more than 1 MiB is not kept. */
    static final int SIZE = 2 << 20;

    private final String slot;
    private final DoubleRecord record;
    private final ByteBuffer bytes;
    private DeviceState last;
    private boolean tooLarge;

    KeptState(String slot, ByteBuffer file) {
        this.slot = slot;
        record = new DoubleRecord(file, VERSION);
        bytes = ByteBuffer.allocate(record.room()).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** What a former process kept, or null. Before the worker runs. */
    DeviceState read() throws JournalRejected {
        ByteBuffer found = record.read();
        if (found == null || !found.hasRemaining()) {
            return null;
        }
        found.order(ByteOrder.LITTLE_ENDIAN);
        if (found.remaining() < 2 * Integer.BYTES) {
            throw new JournalRejected("a device's state of " + found.remaining() + " bytes");
        }
        int version = found.getInt();
        int length = found.getInt();
        if (version < 1 || length < 1 || length > LONGEST_TYPE || length > found.remaining()) {
            throw new JournalRejected("a device's state of version " + version + " with a type of " + length + " bytes");
        }
        byte[] type = new byte[length];
        found.get(type);
        byte[] state = new byte[found.remaining()];
        found.get(state);
        last = new DeviceState(new String(type, StandardCharsets.UTF_8), version, state);
        return last;
    }

    @Override
    public void keep(DeviceState state) {
        if (state == null || state == last || state.equals(last)) {
            return;
        }
        byte[] type = state.type().getBytes(StandardCharsets.UTF_8);
        byte[] body = state.bytes();
        if (type.length > LONGEST_TYPE || 2 * Integer.BYTES + type.length + body.length > bytes.capacity()) {
            if (!tooLarge) {
                tooLarge = true;
                LOG.warn("{}: a state of {} bytes is not kept; after the host's death the device begins anew", slot, body.length);
            }
            forget();
            return;
        }
        bytes.clear().putInt(state.version()).putInt(type.length).put(type).put(body).flip();
        record.write(bytes);
        last = state;
    }

    @Override
    public void forget() {
        if (last != null) {
            record.write(ByteBuffer.allocate(0));
            last = null;
        }
    }
}

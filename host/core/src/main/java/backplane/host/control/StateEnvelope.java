// SPDX-License-Identifier: Apache-2.0
package backplane.host.control;

import backplane.device.DeviceState;
import backplane.device.StateRejected;
import backplane.virtio.DeviceType;
import backplane.wire.Bytes;
import backplane.wire.U32;
import backplane.wire.WireStruct;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * A device's state as it goes to another host: a head, and then the device's own bytes. Little-endian whatever the machine. Read as what
 * it is, bytes from somewhere: nothing is taken over before all of it has been checked.
 */
public final class StateEnvelope {
    private static final WireStruct.Table T = WireStruct.littleEndian("backplane_device_state");
    static final Bytes MAGIC = T.bytes("magic", 8);
    /** Of this head; a reader takes its own version and the one before. */
    static final U32 FORMAT = T.u32("format");
    /** Of the device's bytes; the device itself says which it reads. */
    static final U32 VERSION = T.u32("version");
    static final Bytes TYPE = T.bytes("type", 32);
    static final U32 LENGTH = T.u32("length");
    /** CRC-32C of the device's bytes. */
    static final U32 CHECKSUM = T.u32("checksum");
    static final WireStruct HEAD = T.end(56);

    /** The most bytes that a whole envelope has. */
    public static final int LARGEST = HEAD.size() + DeviceState.LARGEST;

    private static final byte[] MAGIC_BYTES = "BPSTATE\n".getBytes(StandardCharsets.US_ASCII);
    private static final int CURRENT = 1;

    private StateEnvelope() {
    }

    public static ByteBuffer write(DeviceState state) {
        byte[] bytes = state.bytes();
        ByteBuffer envelope = ByteBuffer.allocate(HEAD.size() + bytes.length);
        MAGIC.put(envelope, 0, MAGIC_BYTES);
        FORMAT.put(envelope, 0, CURRENT);
        VERSION.put(envelope, 0, state.version());
        TYPE.put(envelope, 0, state.type().getBytes(StandardCharsets.US_ASCII));
        LENGTH.put(envelope, 0, bytes.length);
        CHECKSUM.put(envelope, 0, checksum(bytes));
        envelope.put(HEAD.size(), bytes);
        return envelope;
    }

    /**
     * @param envelope from position 0 to its limit
     * @throws StateRejected naming the field and its value
     */
    public static DeviceState read(ByteBuffer envelope) throws StateRejected {
        if (envelope.limit() < HEAD.size()) {
            throw new StateRejected("a saved state begins with " + HEAD.size() + " bytes of head, and only "
                    + envelope.limit() + " came");
        }
        require(java.util.Arrays.equals(MAGIC.get(envelope, 0), MAGIC_BYTES), "it is no saved state: the first bytes are other ones");
        long format = FORMAT.get(envelope, 0);
        require(format == CURRENT, "its format is " + format + ", and this host reads " + CURRENT);
        long length = LENGTH.get(envelope, 0);
        require(length == envelope.limit() - HEAD.size(), "it announces " + length + " bytes, and "
                + (envelope.limit() - HEAD.size()) + " came");
        byte[] bytes = new byte[(int) length];
        envelope.get(HEAD.size(), bytes);
        require(CHECKSUM.get(envelope, 0) == checksum(bytes), "its checksum does not fit its bytes");
        String type = new String(TYPE.get(envelope, 0), StandardCharsets.US_ASCII).split("\0", 2)[0];
        long version = VERSION.get(envelope, 0);
        require(version >= 1 && version <= Integer.MAX_VALUE, "its version is " + version);
        try {
            return new DeviceState(new DeviceType(1, type).name(), (int) version, bytes);
        } catch (IllegalArgumentException unnamed) {
            throw new StateRejected("its device type is '" + type + "'");
        }
    }

    private static void require(boolean holds, String otherwise) throws StateRejected {
        if (!holds) {
            throw new StateRejected(otherwise);
        }
    }

    private static long checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return crc.getValue();
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A fixed layout: named fields in the order of the specification. Immutable, and so usable by any thread.
 *
 * <pre>
 * private static final WireStruct.Table T = WireStruct.littleEndian("virtq_desc");
 * static final U64 ADDR = T.u64("addr");
 * static final U32 LEN  = T.u32("len");
 * static final WireStruct LAYOUT = T.end(12);
 * </pre>
 */
public final class WireStruct {
    private static final int SMALL = 10_000;

    private final String name;
    private final int size;
    private final ByteOrder order;
    private final List<WireField> fields;

    private WireStruct(Table table, int size) {
        this.name = table.name;
        this.size = size;
        this.order = table.order;
        this.fields = List.copyOf(table.fields);
    }

    /** Starts a layout whose integers are little-endian, as all of VIRTIO 1.x. */
    public static Table littleEndian(String name) {
        return new Table(name, ByteOrder.LITTLE_ENDIAN);
    }

    /** Starts a layout in this machine's byte order, as all of vhost-user. */
    public static Table hostEndian(String name) {
        return new Table(name, ByteOrder.nativeOrder());
    }

    /** The specification's name of the structure. */
    public String name() {
        return name;
    }

    /** Bytes, 1 or more. */
    public int size() {
        return size;
    }

    public ByteOrder order() {
        return order;
    }

    /** The rows in order, padding included. */
    public List<WireField> fields() {
        return fields;
    }

    /**
     * Checks that {@code buffer} holds one structure at {@code at}.
     *
     * @throws WireFault if it is too short
     */
    public void require(ByteBuffer buffer, int at) {
        if (at < 0 || buffer.limit() - at < size) {
            throw new WireFault(name + " takes " + size + " bytes, but only " + Math.max(0, buffer.limit() - at) + " are there");
        }
    }

    /**
     * The fields of one structure in words, padding left out: {@code index=0 num=256}; what is above 9999 is hexadecimal.
     *
     * @throws WireFault if the buffer is too short
     */
    public String describe(ByteBuffer buffer, int at) {
        require(buffer, at);
        ByteBuffer bytes = buffer.duplicate().order(order);
        StringBuilder text = new StringBuilder();
        for (WireField field : fields) {
            int place = at + field.offset();
            long value = switch (field.length()) {
                case Byte.BYTES -> Byte.toUnsignedLong(bytes.get(place));
                case Short.BYTES -> Short.toUnsignedLong(bytes.getShort(place));
                case Integer.BYTES -> Integer.toUnsignedLong(bytes.getInt(place));
                default -> field.length() == Long.BYTES ? bytes.getLong(place) : 0;
            };
            if (!(field instanceof Pad)) {
                text.append(text.isEmpty() ? "" : " ").append(field.name()).append('=').append(field instanceof Bytes
                        ? field.length() + " bytes" : value >= 0 && value < SMALL ? Long.toString(value) : "0x" + Long.toHexString(value));
            }
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return name + "[" + size + "]";
    }

    /** The rows so far. Used by one thread, while a class is loaded. */
    public static final class Table {
        private final String name;
        private final ByteOrder order;
        private final List<WireField> fields = new ArrayList<>();
        private int offset;

        private Table(String name, ByteOrder order) {
            this.name = name;
            this.order = order;
        }

        public U8 u8(String field) {
            return row(new U8(field, offset));
        }

        public U16 u16(String field) {
            return row(new U16(field, offset, order == ByteOrder.LITTLE_ENDIAN));
        }

        public U32 u32(String field) {
            return row(new U32(field, offset, order == ByteOrder.LITTLE_ENDIAN));
        }

        public U64 u64(String field) {
            return row(new U64(field, offset, order == ByteOrder.LITTLE_ENDIAN));
        }

        public Bytes bytes(String field, int length) {
            return row(new Bytes(field, offset, length));
        }

        public Pad pad(int length) {
            return row(new Pad("pad" + offset, offset, length));
        }

        /**
         * Ends the layout.
         *
         * @param size the specification's size, bytes
         * @throws IllegalStateException if the rows add up to another size: a slip in the table
         */
        public WireStruct end(int size) {
            if (offset != size) {
                throw new IllegalStateException(name + ": the rows add up to " + offset + " bytes, the specification says " + size);
            }
            return new WireStruct(this, size);
        }

        private <F extends WireField> F row(F field) {
            fields.add(field);
            offset += field.length();
            return field;
        }
    }
}

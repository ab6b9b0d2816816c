// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio.linux;

import backplane.kernel.IoctlCode;
import backplane.kernel.IoctlCode.Way;
import backplane.wire.Bytes;
import backplane.wire.U32;
import backplane.wire.U64;
import backplane.wire.WireField;
import backplane.wire.WireStruct;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** include/uapi/linux/gpio.h: layouts, flags and request codes of version 2. */
final class GpioUapi {
    /** enum gpio_v2_line_flag. */
    static final long USED = 1;
    static final long ACTIVE_LOW = 1 << 1;
    static final long INPUT = 1 << 2;
    static final long OUTPUT = 1 << 3;
    static final long EDGE_RISING = 1 << 4;
    static final long EDGE_FALLING = 1 << 5;
    static final long OPEN_DRAIN = 1 << 6;
    static final long OPEN_SOURCE = 1 << 7;
    static final long PULL_UP = 1 << 8;
    static final long PULL_DOWN = 1 << 9;
    static final long NO_BIAS = 1 << 10;

    /** enum gpio_v2_line_attr_id. */
    static final int ATTR_OUTPUT_VALUES = 2;
    static final int ATTR_DEBOUNCE = 3;

    /** enum gpio_v2_line_event_id; 2 is a falling edge. */
    static final int RISING_EDGE = 1;

    /** GPIO_MAX_NAME_SIZE: a name has one byte less. */
    static final int NAME_SIZE = 32;
    private static final int LINES_MAX = 64;
    private static final int ATTRS_MAX = 10;
    private static final int TYPE = 0xB4;

    /** struct gpiochip_info. */
    private static final WireStruct.Table C = WireStruct.hostEndian("gpiochip_info");
    static final Bytes CHIP_NAME = C.bytes("name", NAME_SIZE);
    static final Bytes CHIP_LABEL = C.bytes("label", NAME_SIZE);
    static final U32 CHIP_LINES = C.u32("lines");
    static final WireStruct CHIP_INFO = C.end(68);

    /** struct gpio_v2_line_config_attribute, with struct gpio_v2_line_attribute inside. */
    private static final WireStruct.Table A = WireStruct.hostEndian("gpio_v2_line_config_attribute");
    static final U32 ATTR_ID = A.u32("id");
    static {
        A.bytes("padding", 4);
    }

    static final U64 ATTR_VALUE = A.u64("flags, values or debounce_period_us");
    static final U64 ATTR_MASK = A.u64("mask");
    static final WireStruct CONFIG_ATTRIBUTE = A.end(24);

    /** struct gpio_v2_line_config. */
    private static final WireStruct.Table F = WireStruct.hostEndian("gpio_v2_line_config");
    static final U64 CONFIG_FLAGS = F.u64("flags");
    static final U32 CONFIG_COUNT = F.u32("num_attrs");
    static {
        F.bytes("padding", 20);
    }

    static final Bytes CONFIG_ATTRIBUTES = F.bytes("attrs", ATTRS_MAX * CONFIG_ATTRIBUTE.size());
    static final WireStruct CONFIG = F.end(272);

    /** struct gpio_v2_line_request. */
    private static final WireStruct.Table R = WireStruct.hostEndian("gpio_v2_line_request");
    static final Bytes REQUEST_OFFSETS = R.bytes("offsets", LINES_MAX * Integer.BYTES);
    static final Bytes REQUEST_CONSUMER = R.bytes("consumer", NAME_SIZE);
    static final Bytes REQUEST_CONFIG = R.bytes("config", CONFIG.size());
    static final U32 REQUEST_COUNT = R.u32("num_lines");
    static final U32 REQUEST_EVENTS = R.u32("event_buffer_size");
    static {
        R.bytes("padding", 20);
    }

    static final U32 REQUEST_FD = R.u32("fd");
    static final WireStruct REQUEST = R.end(592);

    /** struct gpio_v2_line_info. */
    private static final WireStruct.Table I = WireStruct.hostEndian("gpio_v2_line_info");
    static final Bytes INFO_NAME = I.bytes("name", NAME_SIZE);
    static final Bytes INFO_CONSUMER = I.bytes("consumer", NAME_SIZE);
    static final U32 INFO_OFFSET = I.u32("offset");
    static {
        I.bytes("num_attrs", 4);
    }

    static final U64 INFO_FLAGS = I.u64("flags");
    static {
        I.bytes("attrs, padding", 176);
    }

    static final WireStruct INFO = I.end(256);

    /** struct gpio_v2_line_values. */
    private static final WireStruct.Table V = WireStruct.hostEndian("gpio_v2_line_values");
    static final U64 VALUES_BITS = V.u64("bits");
    static final U64 VALUES_MASK = V.u64("mask");
    static final WireStruct VALUES = V.end(16);

    /** struct gpio_v2_line_event. */
    private static final WireStruct.Table E = WireStruct.hostEndian("gpio_v2_line_event");
    static final U64 EVENT_NANOS = E.u64("timestamp_ns");
    static final U32 EVENT_ID = E.u32("id");
    static final U32 EVENT_OFFSET = E.u32("offset");
    static final U32 EVENT_SEQUENCE = E.u32("seqno");
    static final U32 EVENT_LINE_SEQUENCE = E.u32("line_seqno");
    static {
        E.bytes("padding", 24);
    }

    static final WireStruct EVENT = E.end(48);

    static final int GET_CHIPINFO = IoctlCode.of(Way.READ, TYPE, 0x01, CHIP_INFO.size());
    static final int GET_LINEINFO = IoctlCode.of(Way.READ_WRITE, TYPE, 0x05, INFO.size());
    static final int GET_LINE = IoctlCode.of(Way.READ_WRITE, TYPE, 0x07, REQUEST.size());
    static final int SET_CONFIG = IoctlCode.of(Way.READ_WRITE, TYPE, 0x0D, CONFIG.size());
    static final int GET_VALUES = IoctlCode.of(Way.READ_WRITE, TYPE, 0x0E, VALUES.size());
    static final int SET_VALUES = IoctlCode.of(Way.READ_WRITE, TYPE, 0x0F, VALUES.size());

    private GpioUapi() {
    }

    /** Zeroed, as the kernel wants padding to be. */
    static ByteBuffer make(WireStruct layout) {
        return ByteBuffer.allocateDirect(layout.size()).order(ByteOrder.nativeOrder());
    }

    static ByteBuffer clear(ByteBuffer bytes) {
        for (int at = 0; at < bytes.capacity(); at++) {
            bytes.put(at, (byte) 0);
        }
        return bytes;
    }

    /** A string of the kernel, which ends with a NUL or with its field. */
    static String text(ByteBuffer bytes, WireField field) {
        byte[] all = new byte[NAME_SIZE];
        bytes.get(field.offset(), all);
        int length = 0;
        while (length < NAME_SIZE && all[length] != 0) {
            length++;
        }
        return new String(all, 0, length, StandardCharsets.UTF_8);
    }

    /** Writes as much of a text as has room beside the NUL. */
    static void putText(ByteBuffer bytes, WireField field, String text) {
        byte[] all = text.getBytes(StandardCharsets.US_ASCII);
        bytes.put(field.offset(), all, 0, Math.min(all.length, NAME_SIZE - 1));
    }
}

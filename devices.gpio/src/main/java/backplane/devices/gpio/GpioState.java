// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio;

import backplane.device.DeviceState;
import backplane.device.StateRejected;
import backplane.devices.gpio.wire.GpioDirection;
import backplane.devices.gpio.wire.GpioIrqType;
import backplane.wire.U16;
import backplane.wire.U8;
import backplane.wire.WireStruct;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The saved form of a GPIO device, version 1: the number of lines, then one {@code gpio_state_line} for each. Event chains are not in
 * it: the host keeps them and offers them again. What is read is untrusted, each field of it.
 *
 * @param lines in order
 */
record GpioState(List<GpioState.Line> lines) {
    static final int VERSION = 1;
    /** In place of a level: none, or not known. */
    private static final int NONE = 0xff;

    private static final WireStruct.Table H = WireStruct.littleEndian("gpio_state");
    private static final U16 COUNT = H.u16("lines");
    private static final WireStruct HEADER = H.end(2);

    private static final WireStruct.Table L = WireStruct.littleEndian("gpio_state_line");
    private static final U8 DIRECTION = L.u8("direction");
    private static final U8 REMEMBERED = L.u8("remembered");
    private static final U8 IRQ_TYPE = L.u8("irq type");
    private static final U8 LATCHED = L.u8("latched");
    private static final U8 LEVEL = L.u8("level");
    private static final U8 HELD = L.u8("held level");
    private static final WireStruct LINE = L.end(6);

    /**
     * One line. A level is 0, 1 or {@link GpioChip#NO_LEVEL}.
     *
     * @param remembered what the driver has set before the line is an output
     * @param level      what the line had when this was saved: an output goes on with it, and for an input with an interrupt another level
     *                   later means that there was an edge meanwhile
     * @param held       {@link GpioChip#heldLevel}
     */
    record Line(GpioDirection direction, int remembered, GpioIrqType irqType, boolean latched, int level, int held) {
    }

    DeviceState encode() {
        ByteBuffer bytes = ByteBuffer.allocate(HEADER.size() + lines.size() * LINE.size());
        COUNT.put(bytes, 0, lines.size());
        int at = HEADER.size();
        for (Line line : lines) {
            DIRECTION.put(bytes, at, line.direction.code());
            REMEMBERED.put(bytes, at, line.remembered);
            IRQ_TYPE.put(bytes, at, line.irqType.code());
            LATCHED.put(bytes, at, line.latched ? 1 : 0);
            LEVEL.put(bytes, at, line.level);
            HELD.put(bytes, at, line.held);
            at += LINE.size();
        }
        return new DeviceState(GpioDevice.TYPE.name(), VERSION, bytes.array());
    }

    /**
     * Reads and checks.
     *
     * @param lineCount of the device that is to go on with it
     * @throws StateRejected naming the field and its value
     */
    static GpioState decode(DeviceState state, int lineCount) throws StateRejected {
        require(state.type().equals(GpioDevice.TYPE.name()), "type", state.type(), GpioDevice.TYPE.name());
        require(state.version() == VERSION, "version", state.version(), VERSION);
        ByteBuffer bytes = ByteBuffer.wrap(state.bytes());
        require(bytes.limit() >= HEADER.size(), "length", bytes.limit(), HEADER.size() + " bytes or more");
        int count = COUNT.get(bytes, 0);
        require(count == lineCount, "lines", count, lineCount + ", as many as the device has");
        int length = HEADER.size() + count * LINE.size();
        require(bytes.limit() == length, "length", bytes.limit(), length + " bytes");
        List<Line> lines = new ArrayList<>(count);
        for (int line = 0; line < count; line++) {
            lines.add(decodeLine(bytes, HEADER.size() + line * LINE.size(), "line " + line + ": "));
        }
        return new GpioState(List.copyOf(lines));
    }

    private static Line decodeLine(ByteBuffer bytes, int at, String where) throws StateRejected {
        GpioDirection direction = GpioDirection.of(DIRECTION.get(bytes, at));
        require(direction != null, where + "direction", DIRECTION.get(bytes, at), "0, 1 or 2");
        GpioIrqType irqType = GpioIrqType.of(IRQ_TYPE.get(bytes, at));
        require(irqType != null, where + "irq type", IRQ_TYPE.get(bytes, at), "0, 1, 2, 3, 4 or 8");
        require(irqType == GpioIrqType.NONE || direction == GpioDirection.IN, where + "irq type", IRQ_TYPE.get(bytes, at),
                "0 on a line that is no input");
        int remembered = level(REMEMBERED, bytes, at, where);
        require(remembered == GpioChip.NO_LEVEL || direction != GpioDirection.OUT, where + "remembered", remembered,
                "none (255) on an output");
        int latched = LATCHED.get(bytes, at);
        require(latched <= 1, where + "latched", latched, "0 or 1");
        require(latched == 0 || irqType.isEdge(), where + "latched", latched, "0 unless the irq type is an edge");
        return new Line(direction, remembered, irqType, latched == 1, level(LEVEL, bytes, at, where), level(HELD, bytes, at, where));
    }

    private static int level(U8 field, ByteBuffer bytes, int at, String where) throws StateRejected {
        int level = field.get(bytes, at);
        require(level <= 1 || level == NONE, where + field.name(), level, "0, 1 or none (255)");
        return level == NONE ? GpioChip.NO_LEVEL : level;
    }

    private static void require(boolean holds, String field, Object value, Object allowed) throws StateRejected {
        if (!holds) {
            throw new StateRejected("saved GPIO state: '" + field + "' is " + value + "; allowed is " + allowed);
        }
    }
}

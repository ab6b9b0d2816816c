// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c;

import backplane.device.DeviceState;
import backplane.device.StateRejected;
import backplane.devices.i2c.wire.I2cAddress;
import backplane.wire.U16;
import backplane.wire.U32;
import backplane.wire.U64;
import backplane.wire.WireStruct;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The saved form of an I2C device, version 1: how many counters and chips, then each counter, then each chip's address, length and
 * bytes. Requests are not in it: the host keeps them and offers them again. What is read is untrusted, each field of it.
 *
 * @param counters in the order of {@link I2cCounter}; a later version may have more
 * @param contents of simulated chips
 */
record I2cState(long[] counters, List<KeepsContents.ChipContents> contents) {
    static final int VERSION = 1;
    private static final int MOST_COUNTERS = 256;
    private static final int MOST_CHIPS = I2cAddress.END;

    private static final WireStruct.Table H = WireStruct.littleEndian("i2c_state");
    private static final U16 COUNTERS = H.u16("counters");
    private static final U16 CHIPS = H.u16("chips");
    private static final WireStruct HEADER = H.end(4);

    private static final WireStruct.Table N = WireStruct.littleEndian("i2c_state_counter");
    private static final U64 VALUE = N.u64("value");
    private static final WireStruct COUNTER = N.end(8);

    private static final WireStruct.Table C = WireStruct.littleEndian("i2c_state_chip");
    private static final U16 ADDRESS = C.u16("address");
    private static final U32 LENGTH = C.u32("length");
    private static final WireStruct CHIP = C.end(6);

    DeviceState encode() {
        int size = HEADER.size() + counters.length * COUNTER.size();
        for (KeepsContents.ChipContents chip : contents) {
            size += CHIP.size() + chip.bytes().length;
        }
        ByteBuffer bytes = ByteBuffer.allocate(size);
        COUNTERS.put(bytes, 0, counters.length);
        CHIPS.put(bytes, 0, contents.size());
        int at = HEADER.size();
        for (long counter : counters) {
            VALUE.put(bytes, at, counter);
            at += COUNTER.size();
        }
        for (KeepsContents.ChipContents chip : contents) {
            ADDRESS.put(bytes, at, chip.address());
            LENGTH.put(bytes, at, chip.bytes().length);
            bytes.put(at + CHIP.size(), chip.bytes());
            at += CHIP.size() + chip.bytes().length;
        }
        return new DeviceState(I2cDevice.TYPE.name(), VERSION, bytes.array());
    }

    /**
     * Reads and checks.
     *
     * @throws StateRejected naming the field and its value
     */
    static I2cState decode(DeviceState state) throws StateRejected {
        require(state.type().equals(I2cDevice.TYPE.name()), "type", state.type(), I2cDevice.TYPE.name());
        require(state.version() == VERSION, "version", state.version(), VERSION);
        ByteBuffer bytes = ByteBuffer.wrap(state.bytes());
        requireLength(bytes, 0, HEADER.size());
        int counters = COUNTERS.get(bytes, 0);
        int chips = CHIPS.get(bytes, 0);
        require(counters <= MOST_COUNTERS, "counters", counters, "at most " + MOST_COUNTERS);
        require(chips <= MOST_CHIPS, "chips", chips, "at most " + MOST_CHIPS);
        int at = HEADER.size();
        requireLength(bytes, at, counters * COUNTER.size());
        long[] values = new long[counters];
        for (int i = 0; i < counters; i++) {
            values[i] = VALUE.get(bytes, at);
            require(values[i] >= 0, "counter " + i, values[i], "0 or more");
            at += COUNTER.size();
        }
        List<KeepsContents.ChipContents> contents = new ArrayList<>();
        for (int i = 0; i < chips; i++) {
            requireLength(bytes, at, CHIP.size());
            int address = ADDRESS.get(bytes, at);
            long length = LENGTH.get(bytes, at);
            require(address < I2cAddress.END, "chip " + i + ": address", address, "less than " + I2cAddress.END);
            at += CHIP.size();
            requireLength(bytes, at, length);
            byte[] held = new byte[(int) length];
            bytes.get(at, held);
            contents.add(new KeepsContents.ChipContents(address, held));
            at += held.length;
        }
        require(at == bytes.limit(), "length", bytes.limit(), at + " bytes");
        return new I2cState(values, List.copyOf(contents));
    }

    private static void requireLength(ByteBuffer bytes, int at, long more) throws StateRejected {
        require(bytes.limit() - at >= more, "length", bytes.limit(), at + more + " bytes or more");
    }

    private static void require(boolean holds, String field, Object value, Object allowed) throws StateRejected {
        if (!holds) {
            throw new StateRejected("saved I2C state: '" + field + "' is " + value + "; allowed is " + allowed);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi;

import backplane.device.DeviceState;
import backplane.device.StateRejected;
import backplane.devices.scmi.protocol.ScmiAgent;
import backplane.devices.scmi.wire.ScmiHeader;
import backplane.wire.U16;
import backplane.wire.U64;
import backplane.wire.WireStruct;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a device hands over, versioned: numbers under names, what the driver wants to be told, and responses that wait. A count of each is
 * followed by that many entries; a name and a response have their length in front. Read as untrusted input.
 *
 * @param values    by name, see {@code SavedAgent}
 * @param wanted    notifications that are switched on
 * @param responses with their headers, and notifications that waited for a buffer
 */
record ScmiState(SortedMap<String, Long> values, List<Long> wanted, List<byte[]> responses) {
    static final int VERSION = 1;
    private static final int LONGEST_NAME = 256;
    private static final int LONGEST_RESPONSE = 1024;

    private static final WireStruct.Table H = WireStruct.littleEndian("scmi_state");
    private static final U16 VALUES = H.u16("values");
    private static final U16 WANTED = H.u16("wanted");
    private static final U16 RESPONSES = H.u16("responses");
    private static final WireStruct HEADER = H.end(6);

    private static final WireStruct.Table V = WireStruct.littleEndian("scmi_state_value");
    private static final U64 VALUE = V.u64("value");
    private static final U16 LENGTH = V.u16("length");
    private static final WireStruct ENTRY = V.end(10);

    DeviceState encode() {
        int size = HEADER.size();
        for (String name : values.keySet()) {
            size += ENTRY.size() + name.length();
        }
        size += wanted.size() * ENTRY.size();
        for (byte[] response : responses) {
            size += ENTRY.size() + response.length;
        }
        ByteBuffer bytes = ByteBuffer.allocate(size);
        VALUES.put(bytes, 0, values.size());
        WANTED.put(bytes, 0, wanted.size());
        RESPONSES.put(bytes, 0, responses.size());
        bytes.position(HEADER.size());
        for (Map.Entry<String, Long> value : values.entrySet()) {
            put(bytes, value.getValue(), value.getKey().getBytes(StandardCharsets.US_ASCII));
        }
        wanted.forEach(place -> put(bytes, place, new byte[0]));
        responses.forEach(response -> put(bytes, 0, response));
        return new DeviceState(ScmiDevice.TYPE.name(), VERSION, bytes.array());
    }

    private static void put(ByteBuffer bytes, long value, byte[] text) {
        VALUE.put(bytes, bytes.position(), value);
        LENGTH.put(bytes, bytes.position(), text.length);
        bytes.position(bytes.position() + ENTRY.size());
        bytes.put(text);
    }

    /**
     * Reads and checks.
     *
     * @throws StateRejected naming the field and its value
     */
    static ScmiState decode(DeviceState state) throws StateRejected {
        require(state.type().equals(ScmiDevice.TYPE.name()), "type", state.type(), ScmiDevice.TYPE.name());
        require(state.version() == VERSION, "version", state.version(), VERSION);
        ByteBuffer bytes = ByteBuffer.wrap(state.bytes());
        requireLeft(bytes, HEADER.size());
        int valueCount = VALUES.get(bytes, 0);
        int wantedCount = WANTED.get(bytes, 0);
        int responseCount = RESPONSES.get(bytes, 0);
        require(responseCount <= ScmiAgent.DELAYED, "responses", responseCount, "at most " + ScmiAgent.DELAYED);
        bytes.position(HEADER.size());
        SortedMap<String, Long> values = new TreeMap<>();
        for (int i = 0; i < valueCount; i++) {
            long value = value(bytes);
            values.put(new String(text(bytes, LONGEST_NAME), StandardCharsets.US_ASCII), value);
        }
        List<Long> wanted = new ArrayList<>();
        for (int i = 0; i < wantedCount; i++) {
            wanted.add(value(bytes));
            text(bytes, 0);
        }
        List<byte[]> responses = new ArrayList<>();
        for (int i = 0; i < responseCount; i++) {
            value(bytes);
            byte[] response = text(bytes, LONGEST_RESPONSE);
            require(response.length >= ScmiHeader.SIZE, "response", response.length, "a message with its header");
            responses.add(response);
        }
        require(!bytes.hasRemaining(), "length", bytes.limit(), bytes.position() + " bytes");
        return new ScmiState(values, wanted, responses);
    }

    private static long value(ByteBuffer bytes) throws StateRejected {
        requireLeft(bytes, ENTRY.size());
        return VALUE.get(bytes, bytes.position());
    }

    /** Goes past the entry. */
    private static byte[] text(ByteBuffer bytes, int longest) throws StateRejected {
        int length = LENGTH.get(bytes, bytes.position());
        require(length <= longest, "length of an entry", length, "at most " + longest);
        bytes.position(bytes.position() + ENTRY.size());
        requireLeft(bytes, length);
        byte[] text = new byte[length];
        bytes.get(text);
        return text;
    }

    private static void requireLeft(ByteBuffer bytes, int more) throws StateRejected {
        require(bytes.remaining() >= more, "length", bytes.limit(), bytes.position() + more + " bytes or more");
    }

    private static void require(boolean holds, String field, Object value, Object allowed) throws StateRejected {
        if (!holds) {
            throw new StateRejected("saved SCMI state: '" + field + "' is " + value + "; allowed is " + allowed);
        }
    }
}

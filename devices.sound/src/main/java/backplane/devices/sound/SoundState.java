// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

import backplane.device.DeviceState;
import backplane.device.StateRejected;
import backplane.devices.sound.wire.PcmDirection;
import backplane.devices.sound.wire.PcmFormat;
import backplane.devices.sound.wire.PcmRate;
import backplane.wire.U16;
import backplane.wire.U32;
import backplane.wire.U64;
import backplane.wire.U8;
import backplane.wire.WireStruct;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The saved form of a sound device, version 1: how many streams and jacks, each stream with its recorded frames and the memo of its
 * path behind it, each jack. What is read is untrusted, each field of it.
 *
 * @param volumes of the streams, twice the step and 1 for muted
 * @param jacks   a word each
 */
record SoundState(List<SavedStream> streams, List<Integer> volumes, List<Long> jacks) {
    static final int VERSION = 1;
    private static final int MOST_MEMO = 4096;

    private static final WireStruct.Table H = WireStruct.littleEndian("sound_state");
    private static final U16 STREAMS = H.u16("streams");
    private static final U16 JACKS = H.u16("jacks");
    private static final WireStruct HEADER = H.end(4);

    private static final WireStruct.Table S = WireStruct.littleEndian("sound_state_stream");
    private static final U8 STATE = S.u8("state");
    private static final U8 TELLS_XRUNS = S.u8("tells_xruns");
    private static final U8 FORMAT = S.u8("format");
    private static final U8 RATE = S.u8("rate");
    private static final U8 CHANNELS = S.u8("channels");
    private static final U8 VOLUME = S.u8("volume");
    private static final U32 PERIOD_BYTES = S.u32("period_bytes");
    private static final U32 BUFFER_BYTES = S.u32("buffer_bytes");
    private static final U64 POSITION = S.u64("position");
    private static final U32 RECORDED = S.u32("recorded");
    private static final U32 MEMO = S.u32("memo");
    private static final WireStruct STREAM = S.end(30);

    static SoundState of(SoundDevice device, List<SavedStream> streams) {
        return new SoundState(streams, device.volumes(), device.jackWords());
    }

    DeviceState encode() {
        int size = HEADER.size() + jacks.size() * Long.BYTES;
        for (SavedStream stream : streams) {
            size += STREAM.size() + stream.recorded().length + stream.memo().length;
        }
        ByteBuffer bytes = ByteBuffer.allocate(size);
        STREAMS.put(bytes, 0, streams.size());
        JACKS.put(bytes, 0, jacks.size());
        int at = HEADER.size();
        for (int i = 0; i < streams.size(); i++) {
            at = put(bytes, at, streams.get(i), volumes.get(i));
        }
        for (long jack : jacks) {
            bytes.order(ByteOrder.LITTLE_ENDIAN).putLong(at, jack);
            at += Long.BYTES;
        }
        return new DeviceState(SoundDevice.TYPE.name(), VERSION, bytes.array());
    }

    private static int put(ByteBuffer bytes, int at, SavedStream stream, int volume) {
        StreamParameters parameters = stream.parameters();
        STATE.put(bytes, at, stream.state().ordinal());
        TELLS_XRUNS.put(bytes, at, stream.tellsXruns() ? 1 : 0);
        VOLUME.put(bytes, at, volume);
        if (parameters != null) {
            FORMAT.put(bytes, at, parameters.format().code());
            RATE.put(bytes, at, parameters.rate().code());
            CHANNELS.put(bytes, at, parameters.channels());
            PERIOD_BYTES.put(bytes, at, parameters.periodBytes());
            BUFFER_BYTES.put(bytes, at, parameters.bufferBytes());
        }
        POSITION.put(bytes, at, stream.position());
        RECORDED.put(bytes, at, stream.recorded().length);
        MEMO.put(bytes, at, stream.memo().length);
        bytes.put(at + STREAM.size(), stream.recorded());
        bytes.put(at + STREAM.size() + stream.recorded().length, stream.memo());
        return at + STREAM.size() + stream.recorded().length + stream.memo().length;
    }

    /**
     * Reads and checks.
     *
     * @param plan what the state must fit
     * @throws StateRejected naming the field and its value
     */
    static SoundState decode(DeviceState state, SoundPlan plan) throws StateRejected {
        require(state.type().equals(SoundDevice.TYPE.name()), "type", state.type(), SoundDevice.TYPE.name());
        require(state.version() == VERSION, "version", state.version(), VERSION);
        ByteBuffer bytes = ByteBuffer.wrap(state.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        requireLength(bytes, 0, HEADER.size());
        require(STREAMS.get(bytes, 0) == plan.streams().size(), "streams", STREAMS.get(bytes, 0), plan.streams().size());
        require(JACKS.get(bytes, 0) == plan.jacks().size(), "jacks", JACKS.get(bytes, 0), plan.jacks().size());
        List<SavedStream> streams = new ArrayList<>();
        List<Integer> volumes = new ArrayList<>();
        int at = HEADER.size();
        for (int i = 0; i < plan.streams().size(); i++) {
            requireLength(bytes, at, STREAM.size());
            volumes.add(VOLUME.get(bytes, at));
            require(VOLUME.get(bytes, at) >> 1 <= Loudness.STEPS, "stream " + i + ": volume", VOLUME.get(bytes, at), 2 * Loudness.STEPS);
            SavedStream stream = stream(bytes, at, "stream " + i + ": ", plan.streams().get(i));
            streams.add(stream);
            at += STREAM.size() + stream.recorded().length + stream.memo().length;
        }
        requireLength(bytes, at, plan.jacks().size() * Long.BYTES);
        List<Long> jacks = new ArrayList<>();
        for (int i = 0; i < plan.jacks().size(); i++) {
            jacks.add(bytes.getLong(at));
            at += Long.BYTES;
        }
        require(at == bytes.limit(), "length", bytes.limit(), at + " bytes");
        return new SoundState(streams, volumes, jacks);
    }

    private static SavedStream stream(ByteBuffer bytes, int at, String name, StreamPlan plan) throws StateRejected {
        int state = STATE.get(bytes, at);
        require(state < PcmState.values().length, name + "state", state, "less than " + PcmState.values().length);
        PcmState reached = PcmState.values()[state];
        int tellsXruns = TELLS_XRUNS.get(bytes, at);
        require(tellsXruns <= 1, name + "tells_xruns", tellsXruns, "0 or 1");
        StreamParameters parameters = reached == PcmState.IDLE ? null : parameters(bytes, at, name, plan);
        long position = POSITION.get(bytes, at);
        require(position >= 0, name + "position", position, "0 or more");
        long recorded = RECORDED.get(bytes, at);
        boolean input = plan.direction() == PcmDirection.INPUT && parameters != null;
        require(recorded <= (input ? parameters.bufferBytes() : 0), name + "recorded", recorded, "at most the buffer of an input");
        require(recorded == 0 || recorded % parameters.frameBytes() == 0, name + "recorded", recorded, "whole frames");
        long memo = MEMO.get(bytes, at);
        require(memo <= MOST_MEMO, name + "memo", memo, "at most " + MOST_MEMO);
        requireLength(bytes, at, STREAM.size() + recorded + memo);
        byte[] frames = new byte[(int) recorded];
        bytes.get(at + STREAM.size(), frames);
        byte[] left = new byte[(int) memo];
        bytes.get(at + STREAM.size() + frames.length, left);
        return new SavedStream(reached, parameters, tellsXruns == 1, position, frames, left);
    }

    private static StreamParameters parameters(ByteBuffer bytes, int at, String name, StreamPlan plan) throws StateRejected {
        PcmFormat format = PcmFormat.of(FORMAT.get(bytes, at)).orElse(null);
        PcmRate rate = PcmRate.of(RATE.get(bytes, at)).orElse(null);
        int channels = CHANNELS.get(bytes, at);
        require(format != null && rate != null && plan.abilities().allows(format, rate, channels), name + "format, rate, channels",
                FORMAT.get(bytes, at) + ", " + RATE.get(bytes, at) + ", " + channels, plan.abilities());
        long period = PERIOD_BYTES.get(bytes, at);
        long buffer = BUFFER_BYTES.get(bytes, at);
        require(buffer <= StreamPlan.MOST_BUFFER && period <= buffer, name + "buffer_bytes", buffer, "at most " + StreamPlan.MOST_BUFFER);
        try {
            return new StreamParameters(format, rate, channels, (int) period, (int) buffer);
        } catch (IllegalArgumentException odd) {
            throw new StateRejected("saved sound state: " + name + odd.getMessage());
        }
    }

    private static void requireLength(ByteBuffer bytes, int at, long more) throws StateRejected {
        require(bytes.limit() - at >= more, "length", bytes.limit(), at + more + " bytes or more");
    }

    private static void require(boolean holds, String field, Object value, Object allowed) throws StateRejected {
        if (!holds) {
            throw new StateRejected("saved sound state: '" + field + "' is " + value + "; allowed is " + allowed);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.wire;

import backplane.wire.U16;
import backplane.wire.U32;
import backplane.wire.U8;
import backplane.wire.WireStruct;

/**
 * What the driver sends on the control queue. The second word names a jack, a stream, a channel map or a control, or is the first of a
 * query: {@code virtio_snd_query_info}, {@code virtio_snd_jack_remap}, {@code virtio_snd_pcm_set_params}, {@code virtio_snd_ctl_hdr}.
 */
public final class RequestLayout {
    private static final WireStruct.Table H = WireStruct.littleEndian("virtio_snd_hdr");
    public static final U32 CODE = H.u32("code");
    public static final WireStruct HDR = H.end(4);

    private static final WireStruct.Table I = WireStruct.littleEndian("virtio_snd_pcm_hdr");
    private static final U32 ID_CODE = I.u32("code");
    public static final U32 ID = I.u32("id");
    public static final WireStruct ID_HDR = I.end(8);

    private static final WireStruct.Table Q = WireStruct.littleEndian("virtio_snd_query_info");
    private static final U32 QUERY_CODE = Q.u32("code");
    public static final U32 START_ID = Q.u32("start_id");
    public static final U32 COUNT = Q.u32("count");
    public static final U32 SIZE = Q.u32("size");
    public static final WireStruct QUERY = Q.end(16);

    private static final WireStruct.Table R = WireStruct.littleEndian("virtio_snd_jack_remap");
    private static final U32 REMAP_CODE = R.u32("code");
    private static final U32 JACK_ID = R.u32("jack_id");
    public static final U32 ASSOCIATION = R.u32("association");
    public static final U32 SEQUENCE = R.u32("sequence");
    public static final WireStruct REMAP = R.end(16);

    private static final WireStruct.Table S = WireStruct.littleEndian("virtio_snd_pcm_set_params");
    private static final U32 PARAMS_CODE = S.u32("code");
    private static final U32 STREAM_ID = S.u32("stream_id");
    public static final U32 BUFFER_BYTES = S.u32("buffer_bytes");
    public static final U32 PERIOD_BYTES = S.u32("period_bytes");
    public static final U32 FEATURES = S.u32("features");
    public static final U8 CHANNELS = S.u8("channels");
    public static final U8 FORMAT = S.u8("format");
    public static final U8 RATE = S.u8("rate");
    public static final WireStruct SET_PARAMS = pad(S).end(24);

    private static final WireStruct.Table E = WireStruct.littleEndian("virtio_snd_event");
    public static final U32 EVENT_CODE = E.u32("code");
    public static final U32 EVENT_DATA = E.u32("data");
    public static final WireStruct EVENT = E.end(8);

    private static final WireStruct.Table C = WireStruct.littleEndian("virtio_snd_ctl_event");
    private static final U32 CONTROL_EVENT_CODE = C.u32("code");
    public static final U16 CONTROL_ID = C.u16("control_id");
    public static final U16 MASK = C.u16("mask");
    public static final WireStruct CONTROL_EVENT = C.end(8);

    private RequestLayout() {
    }

    private static WireStruct.Table pad(WireStruct.Table table) {
        table.pad(1);
        return table;
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.wire;

import backplane.wire.Bytes;
import backplane.wire.U32;
import backplane.wire.U64;
import backplane.wire.U8;
import backplane.wire.WireStruct;

/** What the device tells about its parts: {@code virtio_snd_jack_info}, {@code virtio_snd_pcm_info}, {@code virtio_snd_chmap_info}. */
public final class InfoLayout {
    /** Channels that a channel map may have. */
    public static final int MOST_POSITIONS = 18;

    private static final WireStruct.Table J = WireStruct.littleEndian("virtio_snd_jack_info");
    public static final U32 JACK_NID = J.u32("hda_fn_nid");
    public static final U32 JACK_FEATURES = J.u32("features");
    public static final U32 JACK_DEFCONF = J.u32("hda_reg_defconf");
    public static final U32 JACK_CAPS = J.u32("hda_reg_caps");
    public static final U8 JACK_CONNECTED = J.u8("connected");
    public static final WireStruct JACK = pad(J, 7).end(24);

    private static final WireStruct.Table P = WireStruct.littleEndian("virtio_snd_pcm_info");
    public static final U32 PCM_NID = P.u32("hda_fn_nid");
    public static final U32 PCM_FEATURES = P.u32("features");
    public static final U64 PCM_FORMATS = P.u64("formats");
    public static final U64 PCM_RATES = P.u64("rates");
    public static final U8 PCM_DIRECTION = P.u8("direction");
    public static final U8 PCM_CHANNELS_MIN = P.u8("channels_min");
    public static final U8 PCM_CHANNELS_MAX = P.u8("channels_max");
    public static final WireStruct PCM = pad(P, 5).end(32);

    private static final WireStruct.Table M = WireStruct.littleEndian("virtio_snd_chmap_info");
    public static final U32 CHMAP_NID = M.u32("hda_fn_nid");
    public static final U8 CHMAP_DIRECTION = M.u8("direction");
    public static final U8 CHMAP_CHANNELS = M.u8("channels");
    public static final Bytes CHMAP_POSITIONS = M.bytes("positions", MOST_POSITIONS);
    public static final WireStruct CHMAP = M.end(24);

    private InfoLayout() {
    }

    private static WireStruct.Table pad(WireStruct.Table table, int bytes) {
        table.pad(bytes);
        return table;
    }
}

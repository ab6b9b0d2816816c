// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.wire;

import backplane.wire.U32;
import backplane.wire.WireStruct;

/** {@code virtio_snd_config}. The last field is there only for a driver that took the feature CTLS. */
public final class SoundConfigLayout {
    private static final WireStruct.Table T = WireStruct.littleEndian("virtio_snd_config");
    public static final U32 JACKS = T.u32("jacks");
    public static final U32 STREAMS = T.u32("streams");
    public static final U32 CHMAPS = T.u32("chmaps");
    public static final U32 CONTROLS = T.u32("controls");
    public static final WireStruct LAYOUT = T.end(16);

    private SoundConfigLayout() {
    }
}

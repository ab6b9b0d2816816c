// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.wire;

import backplane.wire.U32;
import backplane.wire.WireStruct;

/** Around the frames on the tx and rx queues: {@code virtio_snd_pcm_xfer} before them, {@code virtio_snd_pcm_status} behind. */
public final class TransferLayout {
    private static final WireStruct.Table X = WireStruct.littleEndian("virtio_snd_pcm_xfer");
    public static final U32 STREAM_ID = X.u32("stream_id");
    public static final WireStruct XFER = X.end(4);

    private static final WireStruct.Table S = WireStruct.littleEndian("virtio_snd_pcm_status");
    public static final U32 STATUS = S.u32("status");
    public static final U32 LATENCY_BYTES = S.u32("latency_bytes");
    public static final WireStruct PCM_STATUS = S.end(8);

    private TransferLayout() {
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.wire;

/** Bits of a stream. VIRTIO 1.4, "PCM features"; linux/virtio_snd.h, VIRTIO_SND_PCM_F_*. The ordinal is the bit. */
public enum PcmFeature {
    SHMEM_HOST,
    SHMEM_GUEST,
    MSG_POLLING,
    EVT_SHMEM_PERIODS,
    EVT_XRUNS;

    public long mask() {
        return 1L << ordinal();
    }
}

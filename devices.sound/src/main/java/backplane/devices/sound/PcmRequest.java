// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

import backplane.chain.DescriptorChain;
import backplane.devices.sound.wire.SoundCode;

/**
 * A request to one stream.
 *
 * @param wanted of a PCM_SET_PARAMS, as the driver sent them; null else
 */
record PcmRequest(SoundCode code, DescriptorChain chain, Wanted wanted) {
    /** {@code virtio_snd_pcm_set_params}, unchecked. */
    record Wanted(long bufferBytes, long periodBytes, long features, int channels, int format, int rate) {
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

import backplane.chain.DescriptorChain;
import backplane.devices.sound.wire.PcmFormat;
import backplane.devices.sound.wire.PcmRate;
import backplane.devices.sound.wire.SoundCode;

/**
 * A request to one stream.
 *
 * @param wanted of a PCM_SET_PARAMS, as the driver sent them; null else
 */
record PcmRequest(SoundCode code, DescriptorChain chain, Wanted wanted) {
    /** {@code virtio_snd_pcm_set_params}, unchecked. */
    record Wanted(long bufferBytes, long periodBytes, long features, int channels, int format, int rate) {
        /** As our own. Once {@link StreamPlan#check} has found them good. */
        StreamParameters parameters() {
            return new StreamParameters(PcmFormat.of(format).orElseThrow(), PcmRate.of(rate).orElseThrow(), channels, (int) periodBytes,
                    (int) bufferBytes);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

import backplane.devices.sound.wire.PcmDirection;

/**
 * One stream as it is configured.
 *
 * @param place     where its frames go to or come from, such as {@code alsa:hw:0,0}
 * @param abilities what the driver may choose from
 * @param node      {@code hda_fn_nid}, which ties streams, jacks and channel maps together; Linux makes an ALSA device of each
 * @param features  bits of {@link backplane.devices.sound.wire.PcmFeature}
 * @param latency   most that the card shall hold, milliseconds; 0 for what the driver asks for
 */
record StreamPlan(PcmDirection direction, String place, PcmAbilities abilities, int node, long features, int latency) {
    /** Bytes of the largest buffer that a driver gets. */
    static final int MOST_BUFFER = 4 << 20;
    private static final int MILLIS = 1000;

    /** The parameters for the card: those of the driver, but for period and buffer if a latency is configured. */
    StreamParameters onCard(StreamParameters wanted) {
        if (latency == 0) {
            return wanted;
        }
        long frames = (long) wanted.rate().hertz() * latency / MILLIS;
        int period = (int) Math.max(1, Math.min(wanted.periodFrames(), frames / 2)) * wanted.frameBytes();
        int periods = (int) Math.max(2, Math.min(wanted.bufferBytes() / period, frames * wanted.frameBytes() / period));
        return new StreamParameters(wanted.format(), wanted.rate(), wanted.channels(), period, period * periods);
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

import backplane.devices.sound.wire.PcmDirection;
import backplane.devices.sound.wire.PcmFormat;
import backplane.devices.sound.wire.PcmRate;
import backplane.devices.sound.wire.SoundCode;

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

    /** What a SET_PARAMS is answered: BAD_MSG for what can't be, NOT_SUPP for what could be elsewhere, else OK. */
    SoundCode check(PcmRequest.Wanted wanted) {
        PcmFormat format = PcmFormat.of(wanted.format()).orElse(null);
        PcmRate rate = PcmRate.of(wanted.rate()).orElse(null);
        if (format == null || rate == null || wanted.channels() == 0) {
            return SoundCode.BAD_MSG;
        }
        if (!abilities.allows(format, rate, wanted.channels()) || (wanted.features() & ~features) != 0) {
            return SoundCode.NOT_SUPP;
        }
        int frameBits = format.physicalBits() * wanted.channels();
        if (wanted.periodBytes() == 0 || wanted.bufferBytes() == 0 || wanted.bufferBytes() % wanted.periodBytes() != 0
                || wanted.periodBytes() * Byte.SIZE % frameBits != 0 || frameBits % Byte.SIZE != 0) {
            return SoundCode.BAD_MSG;
        }
        return wanted.bufferBytes() > MOST_BUFFER ? SoundCode.NOT_SUPP : SoundCode.OK;
    }

    /**
     * The parameters for the card: those of the driver, but for period and buffer. The card never holds a whole buffer of the driver: Linux
     * knows how far the card is by where the next message lies in its buffer, so that a whole buffer answered at once looks to it as if
     * nothing had happened, and it waits for ever (sound/virtio/virtio_pcm_msg.c, virtsnd_pcm_msg_complete).
     */
    StreamParameters onCard(StreamParameters wanted) {
        int period = wanted.periodFrames();
        int most = wanted.bufferFrames() - period;
        if (latency != 0) {
            int frames = (int) Math.max(2, (long) wanted.rate().hertz() * latency / MILLIS);
            most = Math.min(most, frames);
        }
        if (direction == PcmDirection.INPUT || period <= most / 2 || most < 2) {
            most = direction == PcmDirection.INPUT ? Math.max(most, 2 * period) : Math.max(most, period);
        } else {
            period = most / 2;
        }
        int periods = Math.max(1, most / period);
        return new StreamParameters(wanted.format(), wanted.rate(), wanted.channels(), period * wanted.frameBytes(),
                period * periods * wanted.frameBytes());
    }
}

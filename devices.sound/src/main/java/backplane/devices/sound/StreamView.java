// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

import backplane.devices.sound.wire.PcmDirection;
import java.util.Locale;

/**
 * A stream as the console shows it.
 *
 * @param place      where its frames go to or come from
 * @param state      of its life cycle
 * @param parameters empty before the driver has set them
 * @param fill       bytes between the driver and the card
 * @param capacity   of that, bytes
 * @param delay      microseconds that the card holds
 * @param peak       the loudest sample since this was asked last, from 0 to 1
 * @param fault      why the card is lost; empty if it isn't
 */
public record StreamView(PcmDirection direction, String place, String state, String parameters, int fill, int capacity, long delay,
        double peak, long frames, long cardXruns, long driverXruns, int volume, boolean muted, String fault) {
    private static final long NANOS_A_MICRO = 1000;

    static StreamView of(PcmStream stream) {
        StreamParameters parameters = stream.parameters();
        FrameRing ring = stream.ring();
        StreamGauge gauge = stream.gauge;
        return new StreamView(stream.plan().direction(), stream.plan().place(), stream.state().name().toLowerCase(Locale.ROOT),
                parameters == null ? "" : parameters.toString(), ring.fill(), ring.capacity(),
                parameters == null ? 0 : parameters.nanos(gauge.delayFrames()) / NANOS_A_MICRO, stream.loudness.takePeak(), gauge.frames(),
                gauge.cardXruns(), gauge.driverXruns(), stream.loudness.step(), stream.loudness.isMuted(), gauge.fault());
    }
}

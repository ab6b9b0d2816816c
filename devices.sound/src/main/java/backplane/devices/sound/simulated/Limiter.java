// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.simulated;

/**
 * Keeps one guest's samples within full scale, whatever its gain: what would go beyond is turned down at once, and comes up again over a
 * twentieth of a second. One thread.
 */
final class Limiter {
    private static final double CEILING = 0.98;
    private static final double RELEASES_A_SECOND = 20;

    private final double gain;
    private final double release;
    private double turned = 1;

    /** @param gain what each sample is multiplied by before */
    Limiter(double gain, int hertz) {
        this.gain = gain;
        this.release = RELEASES_A_SECOND / hertz;
    }

    double apply(double sample) {
        double wanted = sample * gain;
        double loud = Math.abs(wanted);
        turned = Math.min(1, turned + release);
        if (loud * turned > CEILING) {
            turned = CEILING / loud;
        }
        // not a number, or infinite: no sound at all
        double limited = wanted * turned;
        return limited >= -1 && limited <= 1 ? limited : 0;
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio.simulated;

/** A line can't be given that level from outside. The message says why, and who gives the line its level instead. */
public final class PokeRefused extends Exception {
    private static final long serialVersionUID = 1L;

    PokeRefused(String message) {
        super(message);
    }
}

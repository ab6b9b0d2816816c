// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c.simulated;

/** Whole numbers as operators write them, decimal or with 0x. */
final class Numbers {
    private Numbers() {
    }

    /** @throws IllegalArgumentException if it is not 0 to {@code most} */
    static int parse(String text, int most) {
        try {
            int number = Integer.decode(text.strip());
            if (number >= 0 && number <= most) {
                return number;
            }
        } catch (NumberFormatException none) {
            // said below
        }
        throw new IllegalArgumentException("'" + text + "' is no number from 0 to " + String.format("0x%x", most));
    }
}

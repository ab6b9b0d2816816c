// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio.simulated;

import backplane.devices.gpio.GpioChip;
import java.util.ArrayList;
import java.util.List;

/**
 * The pins of all chips that have one device's name: mostly one chip, two while one device replaces another. Under the board's
 * lock.
 */
final class PinBank {
    final String device;
    /** Oldest first: its plan counts, as its device serves until it is closed; the newer one may yet be given up. */
    private final List<SimulatedGpioChip> chips = new ArrayList<>();
    private final List<Pin> pins = new ArrayList<>();

    PinBank(String device) {
        this.device = device;
    }

    void add(SimulatedGpioChip chip) {
        chips.add(chip);
        for (int line = pins.size(); line < chip.lineCount(); line++) {
            pins.add(new Pin(this, line, chip.plan().levels().get(line)));
        }
    }

    void remove(SimulatedGpioChip chip) {
        chips.remove(chip);
    }

    /** Whether nobody would miss this bank: no chip, and nothing poked. */
    boolean isForgettable() {
        return chips.isEmpty() && pins.stream().allMatch(pin -> pin.poked() == GpioChip.NO_LEVEL);
    }

    boolean hasChip() {
        return !chips.isEmpty();
    }

    List<Pin> pins() {
        return pins;
    }

    /** The plan that counts. Only if there is a chip. */
    ChipPlan plan() {
        return chips.get(0).plan();
    }

    /** The pin by offset or name, or null. */
    Pin pin(String text) {
        int line = hasChip() ? plan().line(text) : ChipPlan.NO_LINE;
        return line == ChipPlan.NO_LINE ? null : pins.get(line);
    }

    /** What a device drives onto the line, the newest chip first; {@link GpioChip#NO_LEVEL} if it is no output. */
    int driven(int line) {
        for (int i = chips.size() - 1; i >= 0; i--) {
            int driven = chips.get(i).driven(line);
            if (driven != GpioChip.NO_LEVEL) {
                return driven;
            }
        }
        return GpioChip.NO_LEVEL;
    }

    int initial(int line) {
        for (SimulatedGpioChip chip : chips) {
            if (line < chip.lineCount()) {
                return chip.plan().levels().get(line);
            }
        }
        return 0;
    }

    void report(int line, int level) {
        for (int i = 0; i < chips.size(); i++) {
            chips.get(i).report(line, level);
        }
    }
}

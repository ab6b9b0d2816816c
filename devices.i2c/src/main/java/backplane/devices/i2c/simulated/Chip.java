// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c.simulated;

import backplane.device.StateRejected;
import java.util.List;

/** A chip on a simulated bus. Called under the bus' lock, byte by byte. */
abstract class Chip {
    private final int address;
    private boolean touched;

    Chip(int address) {
        this.address = address;
    }

    /** The first address that it answers. */
    final int address() {
        return address;
    }

    /** Whether anybody has used it since it was made; then it knows better than a saved state. */
    final boolean isTouched() {
        return touched;
    }

    final void touch() {
        touched = true;
    }

    /** How many addresses it answers, from {@link #address} on. */
    int addresses() {
        return 1;
    }

    /**
     * START, or a repeated one, with an address of this chip.
     *
     * @param block which of its addresses, from 0 on
     * @return whether it acknowledges
     */
    abstract boolean begin(int block, boolean read);

    /** A byte to it. @return whether it acknowledges */
    abstract boolean write(int value);

    /** A byte from it, 0 to 255. */
    abstract int read();

    /** STOP. */
    void stop() {
    }

    /** What it is, for the console. */
    abstract String description();

    /**
     * A hand at the chip.
     *
     * @param words what follows the address in the command
     * @throws IllegalArgumentException saying what is allowed
     */
    abstract void poke(List<String> words);

    /** What it holds. */
    abstract byte[] contents();

    /** Whether {@link #takeOver} would take this. @throws StateRejected if not */
    void check(byte[] contents) throws StateRejected {
        if (contents().length != contents.length) {
            throw new StateRejected("saved I2C state: a chip holds " + contents.length + " bytes, but '" + description() + "' takes "
                    + contents().length);
        }
    }

    /** Goes on with what {@link #contents} gave. */
    abstract void takeOver(byte[] contents);

    /** The last call. */
    void close() {
    }
}

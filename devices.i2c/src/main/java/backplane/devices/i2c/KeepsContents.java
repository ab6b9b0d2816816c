// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c;

import backplane.device.StateRejected;
import java.util.List;

/** An adapter whose chips would lose what they hold when the bundle is replaced, if it did not travel in the device's state. Any thread. */
public interface KeepsContents {
    /** What the chips hold. */
    List<ChipContents> contents();

    /**
     * Goes on with what {@link #contents} gave. Contents of a chip that is not there, or that has been in use since, are passed over.
     *
     * @throws StateRejected if contents do not fit their chip; nothing has changed then
     */
    void takeOver(List<ChipContents> contents) throws StateRejected;

    /**
     * One chip's.
     *
     * @param address a {@link backplane.devices.i2c.wire.I2cAddress}
     */
    record ChipContents(int address, byte[] bytes) {
    }
}

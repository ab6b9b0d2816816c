// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio.linux;

import backplane.devices.gpio.LineEnd;

/**
 * What becomes of one line at each of the ends that its use can have.
 *
 * @param release    the guest gives the line up
 * @param reset      the guest resets the device
 * @param disconnect the front-end is gone
 * @param upgrade    the device is saved, and another version of it goes on
 * @param stop       the device is destroyed or the host stops
 */
public record LinePolicies(LinePolicy release, LinePolicy reset, LinePolicy disconnect, LinePolicy upgrade, LinePolicy stop) {
    LinePolicy at(LineEnd end) {
        return switch (end) {
            case GIVEN_UP -> release;
            case RESET -> reset;
            case DISCONNECT -> disconnect;
        };
    }

    boolean drives() {
        return release == LinePolicy.SAFE || reset == LinePolicy.SAFE || disconnect == LinePolicy.SAFE || upgrade == LinePolicy.SAFE
                || stop == LinePolicy.SAFE;
    }
}

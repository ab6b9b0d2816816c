// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio;

/** Why the driver has a line no more. */
public enum LineEnd {
    /** It asked for direction none. */
    GIVEN_UP,
    /** It reset the device. */
    RESET,
    /** The front-end is gone, and the driver with it. */
    DISCONNECT
}

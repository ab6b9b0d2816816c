// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio.linux;

/** What becomes of a line that nobody uses any more. */
public enum LinePolicy {
    /** It goes on as it is, an output with its level. */
    KEEP,
    /** It drives its safe value. */
    SAFE,
    /** It drives nothing. */
    INPUT
}

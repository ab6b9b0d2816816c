// SPDX-License-Identifier: Apache-2.0
package backplane.device;

/** A saved state that the device cannot go on from. The device is as it was before. */
public final class StateRejected extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param message which field had which value, and what is allowed */
    public StateRejected(String message) {
        super(message);
    }
}

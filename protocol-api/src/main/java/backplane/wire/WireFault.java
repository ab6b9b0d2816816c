// SPDX-License-Identifier: Apache-2.0
package backplane.wire;

/** Fewer bytes than the layout takes. */
public final class WireFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public WireFault(String message) {
        super(message);
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.host.ring;

/** The driver broke the ring itself, so that no chain of it can be trusted: the ring stops. No stack trace: a guest causes it. */
public final class RingBroken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RingBroken(String message) {
        super(message, null, false, false);
    }
}

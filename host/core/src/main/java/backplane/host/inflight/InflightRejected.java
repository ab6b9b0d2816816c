// SPDX-License-Identifier: Apache-2.0
package backplane.host.inflight;

/** An in-flight table that does not fit the ring, or is none. Nothing was taken from it. */
public final class InflightRejected extends Exception {
    private static final long serialVersionUID = 1L;

    public InflightRejected(String message) {
        super(message);
    }
}

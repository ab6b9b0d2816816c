// SPDX-License-Identifier: Apache-2.0
package backplane.host.trace;

/** A file is no recording; the message says where and why. */
public final class RecordingRejected extends Exception {
    private static final long serialVersionUID = 1L;

    public RecordingRejected(String message) {
        super(message);
    }
}

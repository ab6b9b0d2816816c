// SPDX-License-Identifier: Apache-2.0
package backplane.operation;

/** The host does not do what was asked. The message says what was wrong, where, and what to do. Nothing has changed. */
public final class OperationRefused extends Exception {
    private static final long serialVersionUID = 1L;

    public OperationRefused(String message) {
        super(message);
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.host.worker;

/** A worker did not do in time what was asked: it is stuck in the device, or it has ended. What was asked may still happen. */
public final class WorkerStopped extends Exception {
    private static final long serialVersionUID = 1L;

    public WorkerStopped(String message) {
        super(message);
    }
}

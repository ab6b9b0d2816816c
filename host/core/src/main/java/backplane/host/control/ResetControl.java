// SPDX-License-Identifier: Apache-2.0
package backplane.host.control;

import backplane.host.worker.QueueWorker;
import backplane.vhostuser.ProtocolFault;

/** RESET_DEVICE. On the control thread. */
public final class ResetControl {
    private final QueueWorker worker;
    private final VringControl vrings;

    public ResetControl(QueueWorker worker, VringControl vrings) {
        this.worker = worker;
        this.vrings = vrings;
    }

    /** Disables the rings and resets the device; memory, features and the rings' settings stay. */
    public Reply resetDevice() throws ProtocolFault {
        VringControl.ask(worker::reset);
        vrings.allDisabled();
        return Reply.DONE;
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.host.control;

import backplane.vhostuser.ProtocolFault;
import backplane.vhostuser.Word;

/**
 * The device status byte (VIRTIO 1.4, "Device Status Field"): SET_STATUS and GET_STATUS. It is kept and told, and 0 resets; nothing waits
 * for DRIVER_OK, because QEMU never sends that for devices of the vhost-user-base family. On the control thread.
 */
public final class StatusControl {
    private static final long MASK = 0xff;

    private final ResetControl reset;
    private long status;

    public StatusControl(ResetControl reset) {
        this.reset = reset;
    }

    /** Only the low byte counts. */
    public Reply set(FrontendMessage message) throws ProtocolFault {
        status = Word.VALUE.get(message.payload(), 0) & MASK;
        return status == 0 ? reset.resetDevice() : Reply.DONE;
    }

    public Reply get() {
        return Reply.value(status);
    }
}

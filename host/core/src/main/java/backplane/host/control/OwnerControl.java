// SPDX-License-Identifier: Apache-2.0
package backplane.host.control;

import backplane.vhostuser.ProtocolFault;

/**
 * SET_OWNER, which may be taken for the start of a session (vhost-user, "Front-end message types"). On the control thread.
 *
 * <p>QEMU has one connection for each chardev, and a device that is taken from the VM leaves it open: whoever is plugged in next on the
 * same chardev begins with a handshake and shares the memory once more, and nobody has taken back what was shared before.
 */
public final class OwnerControl {
    private final ResetControl reset;
    private final VringControl vrings;
    private final MemoryControl memory;
    private boolean owned;

    public OwnerControl(ResetControl reset, VringControl vrings, MemoryControl memory) {
        this.reset = reset;
        this.vrings = vrings;
        this.memory = memory;
    }

    /** The first one changes nothing, nor does one while a vring is started: some front-ends say so twice. */
    public Reply setOwner() throws ProtocolFault {
        if (owned && vrings.areAllStopped()) {
            reset.resetDevice();
            memory.forget();
        }
        owned = true;
        return Reply.DONE;
    }
}

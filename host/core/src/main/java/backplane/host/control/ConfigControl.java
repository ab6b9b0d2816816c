// SPDX-License-Identifier: Apache-2.0
package backplane.host.control;

import backplane.device.ConfigSpace;
import backplane.vhostuser.ConfigAccess;
import backplane.vhostuser.ProtocolFault;
import backplane.vhostuser.ProtocolFault.Reason;
import java.nio.ByteBuffer;
import java.util.function.Supplier;

/** The configuration space: GET_CONFIG and SET_CONFIG. On the control thread; answered also while the device is being replaced. */
public final class ConfigControl {
    /** The driver writes, and not a migration that restores. */
    private static final int F_WRITABLE = 0;

    private final Supplier<ConfigSpace> config;

    public ConfigControl(Supplier<ConfigSpace> config) {
        this.config = config;
    }

    /** Always as many bytes as were asked for: QEMU is strict about the size, and Cloud Hypervisor panics on an error. */
    public Reply get(FrontendMessage message) throws ProtocolFault {
        ConfigAccess access = ConfigAccess.read(message.payload());
        ByteBuffer bytes = ByteBuffer.allocate(access.length());
        config.get().read(access.offset(), access.length(), bytes);
        return Reply.config(access, bytes.flip());
    }

    /**
     * None of the devices has a field that the driver may write. Cloud Hypervisor marks ordinary writes as a migration's, and
     * panics on an error: those are taken and ignored.
     */
    public Reply set(FrontendMessage message) throws ProtocolFault {
        ConfigAccess access = ConfigAccess.read(message.payload());
        if (access.flags() == F_WRITABLE) {
            throw new ProtocolFault(Reason.FAILED, "the configuration space has no field that the driver may write");
        }
        return Reply.DONE;
    }
}

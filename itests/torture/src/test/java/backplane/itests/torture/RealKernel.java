// SPDX-License-Identifier: Apache-2.0
package backplane.itests.torture;

import backplane.kernel.EventFds;
import backplane.kernel.MemoryFiles;
import backplane.kernel.Pollers;
import backplane.kernel.UnixSockets;
import backplane.memory.GuestMemory;
import backplane.testkit.KernelPorts;
import java.util.ServiceLoader;

/** This machine's kernel for a scripted front-end. */
final class RealKernel {
    private RealKernel() {
    }

    static KernelPorts ports(MemoryFiles files) {
        return new KernelPorts(load(UnixSockets.class), load(EventFds.class), load(Pollers.class), files,
                load(GuestMemory.class), null);
    }

    private static <T> T load(Class<T> port) {
        return ServiceLoader.load(port).findFirst().orElseThrow(() -> new AssertionError("nobody provides " + port.getName()));
    }
}

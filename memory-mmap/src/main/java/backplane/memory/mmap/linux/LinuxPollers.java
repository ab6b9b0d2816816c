// SPDX-License-Identifier: Apache-2.0
package backplane.memory.mmap.linux;

import backplane.kernel.KernelFault;
import backplane.kernel.Poller;
import backplane.kernel.Pollers;
import org.osgi.service.component.annotations.Component;

/** Opens pollers. Any thread. */
@Component(service = Pollers.class)
public final class LinuxPollers implements Pollers {
    @Override
    public Poller open() throws KernelFault {
        return LinuxPoller.open();
    }
}

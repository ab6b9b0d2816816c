// SPDX-License-Identifier: Apache-2.0
package backplane.host.metrics;

import backplane.operation.SlotOperations;
import java.lang.management.ManagementFactory;
import java.util.List;
import javax.management.JMException;
import javax.management.ObjectName;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The numbers in the process' own MBean server, for whoever may attach to it ({@code jcmd}, {@code jconsole PID}). No port is
 * opened for it.
 */
@Component(service = {}, immediate = true)
public final class HostFigures implements HostFiguresMXBean {
    static final String NAME = "backplane:type=Host";
    private static final Logger LOG = LoggerFactory.getLogger(HostFigures.class);

    private final SlotOperations operations;

    @Activate
    public HostFigures(@Reference SlotOperations operations) {
        this.operations = operations;
        try {
            ManagementFactory.getPlatformMBeanServer().registerMBean(this, new ObjectName(NAME));
        } catch (JMException refused) {
            LOG.warn("no numbers by JMX: {}", refused.toString());
        }
    }

    @Deactivate
    void end() {
        try {
            ManagementFactory.getPlatformMBeanServer().unregisterMBean(new ObjectName(NAME));
        } catch (JMException gone) {
            LOG.debug("{}: {}", NAME, gone.toString());
        }
    }

    @Override
    public List<DeviceFigures> getDevices() {
        return operations.slots().stream().map(DeviceFigures::new).toList();
    }

    @Override
    public int getStuckWorkers() {
        return operations.stalls().size();
    }
}

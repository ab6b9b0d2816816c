// SPDX-License-Identifier: Apache-2.0
package backplane.host.metrics;

import java.util.List;

/** The host's numbers for JMX, {@code backplane:type=Host}. Any thread. */
public interface HostFiguresMXBean {
    List<DeviceFigures> getDevices();

    /** Workers that do not come back from where they are. */
    int getStuckWorkers();
}

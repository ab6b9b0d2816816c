// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.device.Deadline;
import backplane.device.DeviceSettings;
import backplane.device.SettingRejected;
import backplane.testkit.OneTaskHost;
import backplane.testkit.ReusedChain;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A command in steady state makes no garbage, neither on the device's thread nor on the platform's: counted over many of them. */
@Tag("scmi")
@Timeout(60)
class AllocationTest {
    private static final int COMMANDS = 20_000;
    private static final int[][] REQUESTS = {
        {0x4405, 0}, {0x4404, 0, 0, 0}, {0x4404, 0, 0, 0x40000000}, {0x4c08, 0}, {0x5006, 0}, {0x5406, 0, 0}, {0x5406, 1, 0},
        {0x5c07, 0, 0, 600000}, {0x6009, 0}, {0x4405, 99},
    };

    @Test
    void commands() throws SettingRejected {
        ScmiDevice device = (ScmiDevice) DriverSide.component()
                .create(new DeviceSettings("counted", DriverSide.PLATFORM));
        OneTaskHost host = new OneTaskHost();
        device.start(DriverSide.EVENTS, host);
        ReusedChain[] chains = new ReusedChain[REQUESTS.length];
        for (int i = 0; i < chains.length; i++) {
            chains[i] = new ReusedChain(REQUESTS[i], 136);
        }
        ask(device, host, chains);
        Thread platform = Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().equals("scmi-counted"))
                .findFirst().orElseThrow();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long own = threads.getCurrentThreadAllocatedBytes();
        long platforms = threads.getThreadAllocatedBytes(platform.getId());
        ask(device, host, chains);
        assertThat((threads.getCurrentThreadAllocatedBytes() - own) / COMMANDS).as("bytes a command on the device's thread").isZero();
        assertThat((threads.getThreadAllocatedBytes(platform.getId()) - platforms) / COMMANDS).as("bytes a command on the platform's")
                .isZero();
        device.stop(Deadline.in(Duration.ofSeconds(5)));
        host.stop();
        device.close();
    }

    private static void ask(ScmiDevice device, OneTaskHost host, ReusedChain[] chains) {
        for (int i = 0; i < COMMANDS; i++) {
            ReusedChain chain = chains[i % chains.length];
            chain.reuse();
            device.offered(0, chain);
            while (chain.isOut()) {
                host.run();
                if (Thread.currentThread().isInterrupted()) {
                    throw new AssertionError("the time is up");
                }
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.device.Deadline;
import backplane.device.DeviceSettings;
import backplane.testkit.OneTaskHost;
import backplane.testkit.ReusedChain;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A transfer that succeeds makes no garbage in steady state on the device's thread, and none of ours on the bus's; counted over many. */
@Tag("i2c")
@Timeout(60)
class AllocationTest {
    private static final int TRANSFERS = 20_000;
    private static final int SENSOR = 0x90;
    private static final int READ = 2;

    @Test
    void transfers() throws Exception {
        I2cComponent component = new I2cComponent(new I2cBuses(), new I2cDevices(), null, Path.of("/nowhere"));
        I2cDevice device = (I2cDevice) component.create(new DeviceSettings("counted", Map.of("chips", "lm75@0x48")));
        OneTaskHost host = new OneTaskHost();
        device.start(DriverSide.ZERO_LENGTH, host);
        ReusedChain[] chains = {new ReusedChain(new int[] {SENSOR, READ}, 3), new ReusedChain(new int[] {SENSOR, READ}, 2)};
        ask(device, host, chains);
        Thread bus = Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().equals("i2c simulated:counted"))
                .findFirst().orElseThrow();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long own = threads.getCurrentThreadAllocatedBytes();
        long buses = threads.getThreadAllocatedBytes(bus.getId());
        ask(device, host, chains);
        assertThat((threads.getCurrentThreadAllocatedBytes() - own) / TRANSFERS).as("bytes a transfer on the device's thread").isZero();
        // the thread sleeps between two transfers, and the queue of java.util.concurrent makes a node of 32 bytes for that
        assertThat((threads.getThreadAllocatedBytes(bus.getId()) - buses) / TRANSFERS).as("bytes a transfer on the bus's")
                .isLessThanOrEqualTo(32);
        device.stop(Deadline.in(Duration.ofSeconds(5)));
        host.stop();
        device.close();
    }

    private static void ask(I2cDevice device, OneTaskHost host, ReusedChain[] chains) {
        for (int i = 0; i < TRANSFERS; i++) {
            ReusedChain chain = chains[i % chains.length];
            chain.reuse();
            device.offered(0, chain);
            device.drained(0);
            while (chain.isOut()) {
                host.run();
                if (Thread.currentThread().isInterrupted()) {
                    throw new AssertionError("the time is up");
                }
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.chain.ChainReader;
import backplane.chain.ChainWriter;
import backplane.chain.DescriptorChain;
import backplane.device.DeviceState;
import backplane.devices.gpio.simulated.ChipPlan;
import backplane.devices.gpio.simulated.SimulatedBoard;
import backplane.devices.gpio.simulated.Wire;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A request in steady state makes no garbage: counted by the virtual machine, over many of them. */
@Tag("gpio")
class AllocationTest {
    private static final int REQUESTS = 20_000;

    private final SimulatedBoard board = new SimulatedBoard();
    private final DriverSide driver = new DriverSide(
            board.fit("gpio0", new ChipPlan(4, List.of("led"), List.of(), List.of(Wire.parse("0>1"))))).start();

    @Test
    void requestsAndInterrupts() {
        driver.ask("03 00 00 00 01 00 00 00");
        driver.ask("03 00 01 00 02 00 00 00");
        driver.ask("06 00 01 00 04 00 00 00");
        ReusedChain high = new ReusedChain("05 00 00 00 01 00 00 00");
        ReusedChain get = new ReusedChain("04 00 00 00 00 00 00 00");
        ReusedChain names = new ReusedChain("01 00 00 00 00 00 00 00");
        ReusedChain wrong = new ReusedChain("05 00 09 00 01 00 00 00");
        ReusedChain low = new ReusedChain("05 00 00 00 00 00 00 00");
        ReusedChain event = new ReusedChain("01 00");
        Runnable round = () -> {
            driver.device.offered(DriverSide.REQUESTQ, high);
            driver.device.offered(DriverSide.EVENTQ, event);
            driver.device.offered(DriverSide.REQUESTQ, get);
            driver.device.offered(DriverSide.REQUESTQ, names);
            driver.device.offered(DriverSide.REQUESTQ, wrong);
            driver.device.offered(DriverSide.REQUESTQ, low);
            driver.host.run();
        };
        round.run();
        long allocated = allocatedBy(round);
        assertThat(event.completions).as("interrupts").isEqualTo(1 + 2 * REQUESTS);
        assertThat(allocated / REQUESTS).as("bytes a round").isZero();
    }

    /** As it is told to a service manager that keeps it, after each batch of requests. */
    @Test
    void aStateThatHasNotChanged() {
        driver.ask("03 00 00 00 01 00 00 00");
        ReusedChain high = new ReusedChain("05 00 00 00 01 00 00 00");
        ReusedChain get = new ReusedChain("04 00 01 00 00 00 00 00");
        long allocated = allocatedBy(() -> {
            driver.device.offered(DriverSide.REQUESTQ, high);
            driver.device.offered(DriverSide.REQUESTQ, get);
            driver.device.lasting();
        });
        assertThat(allocated / REQUESTS).as("bytes a round").isZero();
        for (String request : List.of("05 00 00 00 00 00 00 00", "03 00 01 00 02 00 00 00", "06 00 01 00 03 00 00 00",
                "05 00 00 00 01 00 00 00", "03 00 00 00 00 00 00 00")) {
            DeviceState before = driver.device.lasting();
            driver.ask(request);
            assertThat(driver.device.lasting()).as(request).isNotEqualTo(before).isEqualTo(driver.device.save());
        }
    }

    private static long allocatedBy(Runnable round) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = 0;
        // the first time is for what is made once
        for (int time = 0; time < 2; time++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < REQUESTS; i++) {
                round.run();
            }
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
        }
        return allocated;
    }

    /** A chain that can be offered again and again. */
    private static final class ReusedChain implements DescriptorChain, ChainReader, ChainWriter {
        private final byte[] request;
        private int completions;

        private ReusedChain(String request) {
            this.request = HexFormat.ofDelimiter(" ").parseHex(request);
        }


        @Override
        public ChainReader reader() {
            return this;
        }

        @Override
        public ChainWriter writer() {
            return this;
        }

        @Override
        public void complete(long written) {
            completions++;
        }

        @Override
        public void handBack() {
            throw new AssertionError();
        }

        @Override
        public long length() {
            return request.length;
        }

        @Override
        public long remaining() {
            return request.length;
        }

        @Override
        public int read(ByteBuffer into) {
            into.put(request);
            return request.length;
        }

        @Override
        public void skip(long bytes) {
            throw new AssertionError();
        }

        @Override
        public void position(long fromStart) {
            throw new AssertionError();
        }

        @Override
        public int write(ByteBuffer from) {
            return from.remaining();
        }
    }
}

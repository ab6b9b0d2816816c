// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.device.Deadline;
import backplane.device.DeviceHost;
import backplane.testkit.TestChain;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Edges from four threads at once, while the device's thread serves them and is stopped and started in between. */
@Tag("gpio")
@Timeout(60)
class EdgeThreadsTest {
    private static final int LINES = 4;
    private static final int EDGES = 3000;
    private static final int RESTART_EVERY = 97;

    private final FakeChip chip = new FakeChip("", "", "", "");
    private final GpioDevice device = new GpioDevice("gpio0", chip, settings -> { }, closed -> { });
    private final TestChain[] armed = new TestChain[LINES];
    private final Semaphore[] mayGoOn = new Semaphore[LINES];
    private QueueHost host;
    private int interrupts;

    @Test
    void eachEdgeIsDeliveredOnce() throws InterruptedException {
        start();
        Thread[] threads = new Thread[LINES];
        for (int line = 0; line < LINES; line++) {
            ask("03 00 0" + line + " 00 02 00 00 00");
            ask("06 00 0" + line + " 00 03 00 00 00");
            arm(line);
            mayGoOn[line] = new Semaphore(1);
            threads[line] = edges(line);
        }
        for (int restartAt = RESTART_EVERY; interrupts < LINES * EDGES;) {
            Runnable task = host.tasks.poll(20, TimeUnit.SECONDS);
            assertThat(task).as("an edge was lost after %d interrupts", interrupts).isNotNull();
            task.run();
            count();
            if (interrupts >= restartAt && interrupts < LINES * EDGES) {
                restartAt = interrupts + RESTART_EVERY;
                restart();
            }
        }
        for (Thread thread : threads) {
            thread.join();
        }
        for (Runnable task = host.tasks.poll(); task != null; task = host.tasks.poll()) {
            task.run();
        }
        assertThat(interrupts).isEqualTo(LINES * EDGES);
        assertThat(armed).as("no interrupt without an edge").allMatch(TestChain::isHeld);
    }

    /** Another edge as soon as the last one has been delivered and the buffer is queued again, also while the device is stopped. */
    private Thread edges(int line) {
        Thread thread = new Thread(() -> {
            for (int edge = 1; edge <= EDGES; edge++) {
                mayGoOn[line].acquireUninterruptibly();
                chip.level(line, edge % 2);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void count() {
        for (int line = 0; line < LINES; line++) {
            while (armed[line].isCompleted()) {
                assertThat(armed[line].answerHex()).isEqualTo("01");
                interrupts++;
                arm(line);
                mayGoOn[line].release();
            }
        }
    }

    private void restart() {
        device.stop(Deadline.in(Duration.ofSeconds(1)));
        host.stopped = true;
        start();
        for (int line = 0; line < LINES; line++) {
            assertThat(armed[line].isHandedBack()).isTrue();
            arm(line);
        }
        count();
        // what has become due by the restart may have been all there is to do: a task keeps the loop going
        host.post(() -> { });
    }

    private void start() {
        host = new QueueHost();
        device.start(DriverSide.IRQ, host);
    }

    private void arm(int line) {
        armed[line] = TestChain.request("0" + line + " 00", 1);
        device.offered(DriverSide.EVENTQ, armed[line]);
    }

    private void ask(String request) {
        TestChain chain = TestChain.request(request, 2);
        device.offered(DriverSide.REQUESTQ, chain);
        assertThat(chain.answerHex()).isEqualTo("00 00");
    }

    private static final class QueueHost implements DeviceHost {
        private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
        private volatile boolean stopped;

        @Override
        public void post(Runnable task) {
            if (!stopped) {
                tasks.add(task);
            }
        }

        @Override
        public void configChanged() {
            throw new AssertionError();
        }

        @Override
        public void needsReset() {
            throw new AssertionError();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.host.worker;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.device.QueueSpec;
import backplane.host.counters.SlotCounters;
import backplane.host.idle.IdleWatch;
import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;
import backplane.kernel.Placement;
import backplane.kernel.Poller;
import backplane.testkit.FakeKernel;
import backplane.testkit.Patience;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** When a worker leaves its thread. */
@Tag("protocol")
class RestTest {
    private static final int EARLY = 50;

    /** A wake-up whose letter the worker has taken already ends the next wait at once, which is no second without work. */
    @Test
    void aWaitThatEndsEarlyIsNoReasonToLeaveTheThread() throws Exception {
        FakeKernel kernel = new FakeKernel();
        try (IdleWatch idle = new IdleWatch(kernel.pollers(), placement -> assertThat(placement).isEqualTo(Placement.NONE))) {
            Restless poller = new Restless(kernel.pollers().open());
            QueueWorker worker = new QueueWorker("a", List.of(new QueueSpec("requestq")), poller, new SlotCounters(), () -> { }, idle);
            long began = System.nanoTime();
            assertThat(poller.asked.await(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS)).as("it goes when nothing has come").isTrue();
            assertThat(poller.early).as("waits that ended early").isZero();
            assertThat(System.nanoTime() - began).as("nanoseconds until then").isGreaterThan(TimeUnit.MILLISECONDS.toNanos(900));
            worker.close();
        }
    }

    /** Ends so many waits at once, and tells when it is asked what to wait for in its place. */
    private static final class Restless implements Poller {
        private final CountDownLatch asked = new CountDownLatch(1);
        private final Poller inside;
        private volatile int early = EARLY;

        private Restless(Poller inside) {
            this.inside = inside;
        }

        @Override
        public int await(int[] tokens, int timeoutMillis) throws KernelFault {
            if (timeoutMillis > 0 && early > 0) {
                early--;
                return 0;
            }
            return inside.await(tokens, timeoutMillis);
        }

        @Override
        public OwnedFd doze() {
            asked.countDown();
            return null;
        }

        @Override
        public void add(OwnedFd fd, int token) throws KernelFault {
            inside.add(fd, token);
        }

        @Override
        public void remove(OwnedFd fd) {
            inside.remove(fd);
        }

        @Override
        public void wake() {
            inside.wake();
        }

        @Override
        public void close() {
            inside.close();
        }
    }
}

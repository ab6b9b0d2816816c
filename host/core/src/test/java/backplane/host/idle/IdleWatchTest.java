// SPDX-License-Identifier: Apache-2.0
package backplane.host.idle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.kernel.EventFd;
import backplane.kernel.KernelFault;
import backplane.testkit.FakeKernel;
import backplane.testkit.Seeds;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("protocol")
@Timeout(60)
class IdleWatchTest {
    private static final int ROUNDS = 5_000;

    private final FakeKernel kernel = new FakeKernel();
    private final Semaphore ran = new Semaphore(0);
    private IdleWatch idle;
    private EventFd kick;

    @BeforeEach
    void open() throws KernelFault {
        idle = new IdleWatch(kernel.pollers(), placement -> { });
        kick = kernel.eventFds().create();
    }

    @AfterEach
    void close() {
        kick.close();
        idle.close();
        kernel.requireNothingLeft();
    }

    @Test
    void whatIsReadableAlreadyRunsAtOnce() throws Exception {
        kick.signal();
        idle.rest(kick.fd(), ran::release);
        awaitOne();
    }

    @Test
    void whatBecomesReadableRunsOnceAndOnAThreadOfItsOwn() throws Exception {
        for (int round = 0; round < 3; round++) {
            // an eventfd that was signalled once stays readable
            try (EventFd fresh = kernel.eventFds().create()) {
                idle.rest(fresh.fd(), ran::release);
                assertThat(ran.availablePermits()).isZero();
                fresh.signal();
                awaitOne();
                fresh.signal();
            }
        }
        assertThat(ran.availablePermits()).isZero();
    }

    @Test
    void oneThatHangsHoldsUpNobody() throws Exception {
        Semaphore hangs = new Semaphore(0);
        try (EventFd other = kernel.eventFds().create()) {
            idle.rest(other.fd(), hangs::acquireUninterruptibly);
            other.signal();
            kick.signal();
            idle.rest(kick.fd(), ran::release);
            awaitOne();
            hangs.release();
        }
    }

    @Test
    void whoIsWokenRunsAndIsWatchedNoMore() throws Exception {
        IdleWatch.Rest rest = idle.rest(kick.fd(), ran::release);
        rest.wake();
        kick.signal();
        awaitOne();
        rest.wake();
        kick.close();
        assertThat(ran.availablePermits()).isZero();
    }

    /** Two who would wake it, and the descriptor: it runs once whatever comes first. */
    @Test
    void itRunsOnceHoweverManyWakeIt() throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        AtomicInteger runs = new AtomicInteger();
        Seeds.each(1, seed -> {
            Random random = Seeds.random(seed);
            for (int round = 1; round <= ROUNDS; round++) {
                IdleWatch.Rest rest = idle.rest(kick.fd(), () -> {
                    runs.incrementAndGet();
                    ran.release();
                });
                other.execute(rest::wake);
                for (int spin = random.nextInt(300); spin > 0; spin--) {
                    Thread.onSpinWait();
                }
                if (random.nextBoolean()) {
                    kick.signal();
                }
                rest.wake();
                awaitOne();
                kick.clear();
            }
        });
        other.shutdown();
        assertThat(other.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(runs.get()).isEqualTo(ROUNDS);
    }

    @Test
    void aThreadThatIsNotToBeHadIsTriedForAgain() throws Exception {
        AtomicInteger refusals = new AtomicInteger(3);
        ExecutorService threads = Executors.newCachedThreadPool();
        try (IdleWatch scarce = new IdleWatch(kernel.pollers(), placement -> { }, new Reluctant(threads, refusals))) {
            scarce.rest(kick.fd(), ran::release);
            kick.signal();
            awaitOne();
        }
        assertThat(refusals.get()).isEqualTo(-1);
    }

    @Test
    void whatCannotBeWatchedIsRefusedAndNotRun() throws Exception {
        idle.rest(kick.fd(), ran::release);
        assertThatThrownBy(() -> idle.rest(kick.fd(), ran::release)).isInstanceOf(KernelFault.class);
        assertThat(ran.availablePermits()).isZero();
        kick.signal();
        awaitOne();
    }

    private void awaitOne() throws InterruptedException {
        assertThat(ran.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
    }
}

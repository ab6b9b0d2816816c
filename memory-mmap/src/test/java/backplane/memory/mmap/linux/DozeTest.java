// SPDX-License-Identifier: Apache-2.0
package backplane.memory.mmap.linux;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.kernel.EventFd;
import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;
import backplane.kernel.Poller;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A poller that another one waits for. */
@Tag("protocol")
@Timeout(60)
class DozeTest {
    private static final int KICK = 5;

    private final LinuxEventFds eventFds = new LinuxEventFds();
    private final int[] tokens = new int[4];
    private Poller poller;
    private Poller outer;

    @BeforeEach
    void open() throws KernelFault {
        poller = new LinuxPollers().open();
        outer = new LinuxPollers().open();
    }

    @AfterEach
    void close() {
        outer.close();
        poller.close();
    }

    @Test
    void whatWokeItBeforeIsNotSleptOver() throws KernelFault {
        poller.wake();
        assertThat(poller.doze()).isNull();
        assertThat(poller.await(tokens, -1)).isZero();
        assertThat(poller.doze()).isNotNull();
    }

    @Test
    void aKickAndAWakeAreSeenFromOutside() throws KernelFault {
        try (EventFd kick = eventFds.create()) {
            poller.add(kick.fd(), KICK);
            for (int round = 0; round < 10; round++) {
                OwnedFd bell = poller.doze();
                outer.add(bell, round);
                assertThat(outer.await(tokens, 0)).isZero();
                if (round % 2 == 0) {
                    kick.signal();
                } else {
                    poller.wake();
                }
                assertThat(outer.await(tokens, -1)).isEqualTo(1);
                assertThat(tokens[0]).isEqualTo(round);
                outer.remove(bell);
                assertThat(poller.await(tokens, -1)).isEqualTo(1 - round % 2);
            }
        }
    }

    @Test
    void whatCameBeforeItIsWatchedIsSeen() throws KernelFault {
        try (EventFd kick = eventFds.create()) {
            poller.add(kick.fd(), KICK);
            OwnedFd bell = poller.doze();
            kick.signal();
            outer.add(bell, 1);
            assertThat(outer.await(tokens, -1)).isEqualTo(1);
        }
    }

    /** Each side waits for the other: a lost wake-up would leave both waiting, and the test at its limit. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void noWakeUpIsLost(long seed) throws Exception {
        int rounds = 20_000;
        AtomicInteger mail = new AtomicInteger();
        AtomicInteger seen = new AtomicInteger();
        try (EventFd kick = eventFds.create()) {
            poller.add(kick.fd(), KICK);
            CompletableFuture<Void> waiter = CompletableFuture.runAsync(() -> {
                try {
                    for (int last = 0; last < rounds; seen.set(last)) {
                        nap();
                        last = mail.get();
                    }
                } catch (KernelFault fault) {
                    throw new IllegalStateException(fault);
                }
            });
            Random random = new Random(seed);
            for (int i = 1; i <= rounds; i++) {
                for (int spin = random.nextInt(200); spin > 0; spin--) {
                    Thread.onSpinWait();
                }
                mail.set(i);
                if (random.nextBoolean()) {
                    poller.wake();
                } else {
                    kick.signal();
                }
                while (seen.get() < i && !waiter.isDone()) {
                    Thread.onSpinWait();
                }
            }
            waiter.get(30, TimeUnit.SECONDS);
        }
    }

    private void nap() throws KernelFault {
        OwnedFd bell = poller.doze();
        if (bell != null) {
            outer.add(bell, 0);
            outer.await(new int[1], -1);
            outer.remove(bell);
        }
        poller.await(tokens, 0);
    }
}

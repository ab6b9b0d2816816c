// SPDX-License-Identifier: Apache-2.0
package backplane.memory.mmap.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.kernel.Errno;
import backplane.kernel.EventFd;
import backplane.kernel.KernelFault;
import backplane.kernel.Poller;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("protocol")
@Timeout(60)
class PollerTest {
    private final LinuxEventFds eventFds = new LinuxEventFds();
    private final int[] tokens = new int[8];
    @TempDir
    private Path folder;
    private List<String> before;
    private Poller poller;

    @BeforeEach
    void open() throws KernelFault {
        before = Plumbing.open();
        poller = new LinuxPollers().open();
    }

    @AfterEach
    void nothingIsLeftOpen() {
        poller.close();
        assertThat(Plumbing.open()).isEqualTo(before);
    }

    @Test
    void whatIsReadableAlreadyIsToldAtOnceAndOnce() throws KernelFault {
        try (EventFd kick = eventFds.create()) {
            kick.signal();
            poller.add(kick.fd(), 7);
            assertThat(ready(0)).containsExactly(7);
            assertThat(ready(0)).isEmpty();
        }
    }

    @Test
    void eachSignalOfAnEventfdIsAnEdgeWithoutReading() throws KernelFault {
        try (EventFd kick = eventFds.create()) {
            poller.add(kick.fd(), 0);
            for (int i = 0; i < 100; i++) {
                kick.signal();
                assertThat(ready(-1)).containsExactly(0);
                kick.clear();
                assertThat(ready(0)).isEmpty();
            }
        }
    }

    @Test
    void eachSignalOfAPipeIsAnEdge() throws KernelFault {
        Plumbing.Ends ends = Plumbing.pipe();
        try (EventFd call = eventFds.adopt(ends.second()); EventFd kick = eventFds.adopt(ends.first())) {
            poller.add(kick.fd(), 3);
            for (int i = 0; i < 100; i++) {
                call.signal();
                assertThat(ready(-1)).containsExactly(3);
                kick.clear();
            }
            call.close();
            assertThat(ready(-1)).as("the end is told").containsExactly(3);
            poller.remove(kick.fd());
        }
    }

    @Test
    void whatDoesNotFitIsToldNextTime() throws KernelFault {
        EventFd[] kicks = new EventFd[20];
        for (int i = 0; i < kicks.length; i++) {
            kicks[i] = eventFds.create();
            poller.add(kicks[i].fd(), i);
            kicks[i].signal();
        }
        poller.wake();
        Set<Integer> seen = new HashSet<>();
        for (int i = 0; i < 4; i++) {
            seen.addAll(ready(0));
        }
        assertThat(seen).hasSize(kicks.length);
        Arrays.asList(kicks).forEach(EventFd::close);
    }

    @Test
    void whatIsRemovedIsNotTold() throws KernelFault {
        try (EventFd kick = eventFds.create()) {
            poller.add(kick.fd(), 1);
            kick.signal();
            poller.remove(kick.fd());
            poller.remove(kick.fd());
            assertThat(ready(0)).isEmpty();
            poller.add(kick.fd(), 2);
            assertThat(ready(0)).as("it stayed counted").containsExactly(2);
        }
    }

    @Test
    void aClosedDescriptorIsForgotten() throws KernelFault {
        EventFd kick = eventFds.create();
        poller.add(kick.fd(), 1);
        kick.close();
        poller.remove(kick.fd());
        assertThat(ready(0)).isEmpty();
    }

    @Test
    void wrongUseIsRefused() throws KernelFault, IOException {
        try (EventFd kick = eventFds.create(); LinuxFd file = Plumbing.opened(Files.createFile(folder.resolve("file")))) {
            poller.add(kick.fd(), 1);
            assertFault(() -> poller.add(kick.fd(), 2), Errno.EEXIST);
            assertFault(() -> poller.add(file, 2), Errno.EPERM);
            assertThatThrownBy(() -> poller.add(kick.fd(), Poller.WAKE)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> poller.await(new int[0], 0)).isInstanceOf(IllegalArgumentException.class);
            poller.close();
            poller.close();
            poller.wake();
            poller.remove(kick.fd());
            assertFault(() -> poller.await(tokens, 0), Errno.EBADF);
            assertFault(() -> poller.add(kick.fd(), 1), Errno.EBADF);
        }
    }

    @Test
    void aWakeBeforeAwaitEndsIt() throws KernelFault {
        poller.wake();
        assertThat(ready(-1)).isEmpty();
        assertThat(ready(0)).isEmpty();
    }

    @Test
    void aWakeDoesNotHideWhatIsReadable() throws KernelFault {
        try (EventFd kick = eventFds.create()) {
            poller.add(kick.fd(), 4);
            kick.signal();
            poller.wake();
            assertThat(ready(-1)).containsExactly(4);
        }
    }

    @RepeatedTest(20)
    void closeEndsAnAwaitOfAnotherThread() throws Exception {
        CompletableFuture<Integer> waiter = CompletableFuture.supplyAsync(() -> {
            try {
                return poller.await(new int[1], -1);
            } catch (KernelFault closedBefore) {
                return 0;
            }
        });
        poller.close();
        assertThat(waiter.get(30, TimeUnit.SECONDS)).isZero();
    }

    /** Each side waits for the other: a lost wake-up would leave both waiting, and the test at its limit. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void noWakeUpIsLost(long seed) throws Exception {
        int rounds = 20_000;
        AtomicInteger mail = new AtomicInteger();
        AtomicInteger seen = new AtomicInteger();
        Thread waiter = new Thread(() -> {
            Random random = new Random(seed);
            try {
                int last = 0;
                while (last < rounds) {
                    spin(random);
                    poller.await(tokens, -1);
                    last = mail.get();
                    seen.set(last);
                }
            } catch (KernelFault fault) {
                throw new IllegalStateException(fault);
            }
        });
        waiter.start();
        Random random = new Random(~seed);
        for (int i = 1; i <= rounds; i++) {
            spin(random);
            mail.set(i);
            poller.wake();
            if ((i & 1) == 0) {
                while (seen.get() < i && waiter.isAlive()) {
                    Thread.onSpinWait();
                }
            }
        }
        waiter.join(30_000);
        assertThat(waiter.isAlive()).as("seed " + seed).isFalse();
        assertThat(seen).hasValue(rounds);
    }

    @Test
    void awaitAllocatesNothing() throws KernelFault {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (EventFd kick = eventFds.create()) {
            poller.add(kick.fd(), 4);
            long allocated = 0;
            for (int round = 0; round < 3; round++) {
                long start = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
                for (int i = 0; i < 10_000; i++) {
                    kick.signal();
                    poller.wake();
                    poller.await(tokens, 1000);
                }
                allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - start;
            }
            assertThat(allocated).as("bytes in 10000 awaits").isLessThan(10_000);
        }
    }

    private static void spin(Random random) {
        for (int i = random.nextInt(200); i > 0; i--) {
            Thread.onSpinWait();
        }
    }

    private List<Integer> ready(int timeoutMillis) throws KernelFault {
        int count = poller.await(tokens, timeoutMillis);
        return Arrays.stream(tokens, 0, count).boxed().toList();
    }

    private static void assertFault(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, Errno errno) {
        assertThatThrownBy(call).isInstanceOfSatisfying(KernelFault.class, fault -> assertThat(fault.errno()).isEqualTo(errno));
    }
}

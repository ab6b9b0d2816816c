// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.kernel.EventFd;
import backplane.kernel.KernelFault;
import backplane.kernel.Poller;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Edge-triggered readiness, as epoll has it. */
@Tag("protocol")
class FakePollerTest {
    private final FakeKernel kernel = new FakeKernel();
    private final FakeEventFd event = kernel.eventFds().create();
    private final int[] tokens = new int[4];
    private final Poller poller;

    FakePollerTest() throws KernelFault {
        poller = kernel.pollers().open();
    }

    @AfterEach
    void close() {
        poller.close();
        event.close();
        kernel.requireNothingLeft();
    }

    @Test
    void whatIsReadableWhenAddedIsReportedOnce() throws KernelFault {
        event.signal();
        poller.add(event.fd(), 7);

        assertThat(poller.await(tokens, 0)).isEqualTo(1);
        assertThat(tokens[0]).isEqualTo(7);
        assertThat(poller.await(tokens, 0)).isZero();
    }

    @Test
    void eachSignalIsAnEdgeThoughNobodyReads() throws KernelFault {
        poller.add(event.fd(), 7);
        assertThat(poller.await(tokens, 0)).isZero();
        event.signal();
        assertThat(poller.await(tokens, 0)).isEqualTo(1);
        event.signal();
        event.signal();
        assertThat(poller.await(tokens, 0)).as("two signals before the wait are one report").isEqualTo(1);
        assertThat(poller.await(tokens, 0)).isZero();
    }

    @Test
    void aSignalWhileRemovedIsReportedWhenAddedAgain() throws KernelFault {
        poller.add(event.fd(), 7);
        poller.remove(event.fd());
        event.signal();
        assertThat(poller.await(tokens, 0)).isZero();
        poller.add(event.fd(), 8);

        assertThat(poller.await(tokens, 0)).isEqualTo(1);
        assertThat(tokens[0]).isEqualTo(8);
    }

    @Test
    void aPipeThatWasEmptiedIsNotReported() throws KernelFault {
        SocketPairs.Pair pipe = kernel.pipe();
        try (EventFd reading = kernel.eventFds().adopt(pipe.ours()); EventFd writing = kernel.eventFds().adopt(pipe.theirs())) {
            poller.add(reading.fd(), 1);
            writing.signal();
            reading.clear();
            assertThat(poller.await(tokens, 0)).isZero();
            writing.signal();
            assertThat(poller.await(tokens, 0)).isEqualTo(1);
            writing.close();
            assertThat(poller.await(tokens, 0)).as("the end is readable").isEqualTo(1);
            poller.remove(reading.fd());
        }
    }

    @Test
    void aFullPipeStillTakesASignal() throws KernelFault {
        SocketPairs.Pair pipe = kernel.pipe();
        try (EventFd reading = kernel.eventFds().adopt(pipe.ours()); EventFd writing = kernel.eventFds().adopt(pipe.theirs())) {
            for (int i = 0; i < FakeStream.CAPACITY / 8 + 10; i++) {
                writing.signal();
            }
            reading.clear();
            poller.add(reading.fd(), 1);
            assertThat(poller.await(tokens, 0)).isZero();
            poller.remove(reading.fd());
        }
    }

    @Test
    void aSignalToAPipeWithoutReaderFails() throws KernelFault {
        SocketPairs.Pair pipe = kernel.pipe();
        pipe.ours().close();
        try (EventFd writing = kernel.eventFds().adopt(pipe.theirs())) {
            assertThatThrownBy(writing::signal).hasMessageContaining("EPIPE");
        }
    }

    @Test
    void wakeEndsTheNextWaitOnce() throws KernelFault {
        poller.wake();
        poller.wake();
        assertThat(poller.await(tokens, -1)).isZero();
        assertThat(poller.await(tokens, 0)).isZero();
    }

    @Test
    void wakeAndSignalEndAWaitOfAnotherThread() throws Exception {
        poller.add(event.fd(), 3);
        CompletableFuture<Integer> woken = awaiting();
        poller.wake();
        assertThat(woken.get(10, TimeUnit.SECONDS)).isZero();
        CompletableFuture<Integer> signalled = awaiting();
        event.signal();
        assertThat(signalled.get(10, TimeUnit.SECONDS)).isEqualTo(1);
    }

    @Test
    void whatDoesNotFitIsReportedNext() throws KernelFault {
        int[] one = new int[1];
        FakeEventFd second = kernel.eventFds().create();
        poller.add(event.fd(), 1);
        poller.add(second.fd(), 2);
        event.signal();
        second.signal();

        assertThat(poller.await(one, 0)).isEqualTo(1);
        assertThat(one[0]).isEqualTo(1);
        assertThat(poller.await(one, 0)).isEqualTo(1);
        assertThat(one[0]).isEqualTo(2);
        poller.remove(second.fd());
        second.close();
    }

    @Test
    void refusesWhatEpollRefuses() throws KernelFault {
        poller.add(event.fd(), 1);
        assertThatThrownBy(() -> poller.add(event.fd(), 2)).hasMessageContaining("EEXIST");
        try (var directory = kernel.directory(); var file = kernel.memoryFiles().create("m", 1)) {
            assertThatThrownBy(() -> poller.add(directory, 2)).hasMessageContaining("EPERM");
            assertThatThrownBy(() -> poller.add(file, 2)).hasMessageContaining("EPERM");
        }
    }

    @Test
    void closingWhatAPollerHasIsNoticed() throws KernelFault {
        FakeKernel careless = new FakeKernel();
        FakeEventFd mine = careless.eventFds().create();
        careless.pollers().open().add(mine.fd(), 1);
        mine.close();

        assertThat(careless.misuses()).singleElement().asString().contains("while a poller had it");
    }

    @Test
    void noSignalIsLostBetweenTwoThreads() throws Exception {
        poller.add(event.fd(), 1);
        int rounds = 2000;
        FakeEventFd answer = kernel.eventFds().create();
        CompletableFuture<Void> pinging = CompletableFuture.runAsync(() -> {
            try {
                for (int i = 1; i <= rounds; i++) {
                    event.signal();
                    answer.awaitSignals(i);
                }
            } catch (KernelFault | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        for (int i = 0; i < rounds; i++) {
            assertThat(poller.await(tokens, 10_000)).isEqualTo(1);
            answer.signal();
        }
        pinging.get(10, TimeUnit.SECONDS);
        answer.close();
    }

    private CompletableFuture<Integer> awaiting() {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return poller.await(tokens, -1);
            } catch (KernelFault e) {
                throw new IllegalStateException(e);
            }
        });
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.host.slot;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import backplane.operation.SlotState;
import backplane.testkit.FaultyKernel;
import backplane.testkit.FrontendProfile;
import backplane.testkit.GuestQueue;
import backplane.testkit.ScriptedFrontend;
import backplane.testkit.UsedChain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each call that a slot makes to the kernel fails once, with each errno. What becomes of the front-end that is under way follows from the
 * call alone; the next one is served, and nothing is left behind.
 */
@Tag("protocol")
@Timeout(120)
class KernelFaultTest {
    /** How many calls are tried with each errno, from the first one on: up to a front-end's handshake. */
    private static final int EARLY = 30;
    private static final String REFUSED = "was refused with";

    private enum Outcome { NO_SLOT, SERVED, MESSAGE_REFUSED, CONNECTION_CLOSED }

    private static Outcome of(String call) {
        return switch (call) {
            case "UnixSockets.listen", "Pollers.open" -> Outcome.NO_SLOT;
            // asked again, or done without
            case "UnixListener.ready", "UnixListener.accept", "UnixConnection.ready", "UnixConnection.peer", "Poller.await" ->
                Outcome.SERVED;
            case "UnixConnection.receive", "UnixConnection.send" -> Outcome.CONNECTION_CLOSED;
            case "UnixSockets.adopt", "EventFds.adopt", "Poller.add" -> Outcome.MESSAGE_REFUSED;
            // a call that the driver does not get is counted, and its answer is in the ring
            case "EventFd.signal" -> Outcome.SERVED;
            default -> throw new AssertionError("nobody has said what becomes of a fault of " + call);
        };
    }

    @ParameterizedTest
    @EnumSource(names = {"EINTR", "ENOMEM", "EMFILE", "ENFILE", "EIO", "EBADF", "EACCES", "EADDRINUSE", "ECONNRESET", "EPIPE", "ENOSPC"})
    void eachCallFailsOnceAndTheNextFrontEndIsServed(Errno errno) throws KernelFault {
        for (int call = 0; call < EARLY; call++) {
            fail(call, errno);
        }
    }

    /** The later calls make no difference between one errno and another. */
    @Test
    void eachLaterCallFailsOnceAndTheNextFrontEndIsServed() throws KernelFault {
        int call = EARLY;
        while (fail(call, Errno.ENOMEM)) {
            call++;
        }
        assertThat(call).as("calls up to an answer").isGreaterThan(2 * EARLY);
    }

    /** @return whether a slot with one front-end makes so many calls */
    private static boolean fail(int call, Errno errno) throws KernelFault {
        FaultyKernel kernel = new FaultyKernel().fail(call, errno);
        try {
            SlotBench bench = new SlotBench(kernel);
            bench.configure("a", Map.of());
            List<String> until = new ArrayList<>();
            Outcome outcome = outcome(bench, () -> until.addAll(kernel.calls()));
            List<String> calls = outcome == Outcome.SERVED ? until : kernel.calls();
            boolean made = call < calls.size();
            assertThat(outcome).isEqualTo(made ? of(calls.get(call)) : Outcome.SERVED);
            goOn(bench);
            return made;
        } catch (KernelFault | AssertionError failure) {
            List<String> calls = kernel.calls();
            throw new AssertionError(errno + " at call " + call + ", " + (call < calls.size() ? calls.get(call) : "not made") + ": "
                    + failure, failure);
        }
    }

    /**
     * What becomes of the first front-end.
     *
     * @param answered called with its answer there, before it goes: a fault that comes afterwards is nobody's
     */
    private static Outcome outcome(SlotBench bench, Runnable answered) {
        // a device that could not begin leaves its slot without one, and a front-end would wait for it
        if (bench.view("a").state() != SlotState.READY) {
            assertThat(bench.view("a").state()).isEqualTo(SlotState.REFUSED);
            assertThat(bench.view("a").problem()).contains("fault");
            return Outcome.NO_SLOT;
        }
        try {
            ask(bench, "a", answered);
            return Outcome.SERVED;
        } catch (KernelFault gone) {
            assertThat(gone.errno()).as("a send to nobody").isIn(Errno.EPIPE, Errno.ECONNRESET, Errno.EBADF);
            return Outcome.CONNECTION_CLOSED;
        } catch (AssertionError refused) {
            if (refused.getMessage().contains(REFUSED)) {
                return Outcome.MESSAGE_REFUSED;
            }
            assertThat(refused).as("closed, and no wait that ended without an answer").hasMessageContaining("no message: ");
            return Outcome.CONNECTION_CLOSED;
        }
    }

    private static void goOn(SlotBench bench) throws KernelFault {
        for (String slot : List.of("a", "b")) {
            // an operator's way out of a socket that could not be opened
            bench.configure(slot, Map.of("away.limit", "60"));
            ask(bench, slot, () -> { });
        }
        // which looks that the host has left nothing; the front-end that was cut off in the middle may well have
        bench.close();
    }

    private static void ask(SlotBench bench, String slot, Runnable answered) throws KernelFault {
        try (ScriptedFrontend frontend = bench.connect(slot, FrontendProfile.QEMU)) {
            frontend.handshake(SlotBench.FEATURES, 2);
            frontend.acceptFeatures();
            frontend.setMemory(2 << 20);
            frontend.startQueue(0, 16);
            GuestQueue queue = frontend.queue(0);
            queue.driver().add(List.of(new byte[] {0, 5}), 8);
            queue.submit();
            List<UsedChain> back = queue.driver().poll();
            while (back.isEmpty()) {
                // where the connection is closed no answer will come, and this tells
                frontend.barrier();
                back = queue.driver().poll();
            }
            assertThat(back.get(0).written()).containsExactly(5);
            answered.run();
            // a connection that was lost beside the answer is lost
            frontend.barrier();
        }
    }

    @Test
    void callsThatTakeLongOnlyTakeLong() throws KernelFault {
        FaultyKernel kernel = new FaultyKernel().delay(Duration.ofMillis(20));
        SlotBench bench = new SlotBench(kernel);
        bench.configure("a", Map.of());
        assertThat(outcome(bench, () -> { })).isEqualTo(Outcome.SERVED);
        goOn(bench);
        assertThat(kernel.calls()).hasSizeGreaterThan(2 * EARLY);
    }
}

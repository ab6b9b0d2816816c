// SPDX-License-Identifier: Apache-2.0
package backplane.host.slot;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import backplane.operation.SlotState;
import backplane.testkit.FaultyKernel;
import backplane.testkit.FrontendProfile;
import backplane.testkit.ScriptedFrontend;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each call that a slot makes to the kernel fails once, with each errno: whoever was under way may lose its connection, the next one is
 * served, and nothing is left behind.
 */
@Tag("protocol")
@Timeout(120)
class KernelFaultTest {
    /** Calls that a slot with one front-end makes at the most: those after are the front-end's that proves it. */
    private static final int CALLS = 40;

    @ParameterizedTest
    @EnumSource(names = {"EINTR", "ENOMEM", "EMFILE", "ENFILE", "EIO", "EBADF", "EACCES", "EADDRINUSE", "ECONNRESET", "EPIPE", "ENOSPC"})
    void eachCallFailsOnceAndTheNextFrontEndIsServed(Errno errno) throws KernelFault {
        for (int call = 0; call < CALLS; call++) {
            FaultyKernel kernel = new FaultyKernel().fail(call, errno);
            try {
                play(kernel);
            } catch (KernelFault | AssertionError failure) {
                List<String> calls = kernel.calls();
                throw new AssertionError(errno + " at call " + call + ", " + (call < calls.size() ? calls.get(call) : "not made") + ": "
                        + failure, failure);
            }
        }
    }

    private static void play(FaultyKernel kernel) throws KernelFault {
        SlotBench bench = new SlotBench(kernel);
        bench.configure("a", Map.of());
        bench.configure("b", Map.of());
        // a device that could not begin leaves its slot without one, and a front-end would wait for it
        if (bench.registry.view("a").map(view -> view.state() == SlotState.READY).orElse(false)) {
            try {
                ask(bench, "a");
            } catch (KernelFault | AssertionError closed) {
                // the connection was closed, or there was no socket; a wait that ended without an answer is something else
                assertThat(closed).hasMessageNotContaining("within");
            }
        }
        for (String slot : List.of("a", "b")) {
            // an operator's way out of a socket that could not be opened
            bench.configure(slot, Map.of("away.limit", "60"));
            ask(bench, slot);
        }
        // which looks that the host has left nothing; the front-end that was cut off in the middle may well have
        bench.close();
    }

    private static void ask(SlotBench bench, String slot) throws KernelFault {
        try (ScriptedFrontend frontend = bench.connect(slot, FrontendProfile.QEMU)) {
            frontend.handshake(SlotBench.FEATURES, 2);
            frontend.acceptFeatures();
            frontend.setMemory(2 << 20);
            frontend.startQueue(0, 16);
            assertThat(SlotBench.request(frontend.queue(0), (byte) 0, (byte) 5).written()).containsExactly(5);
        }
    }

    @Test
    void callsThatTakeLongOnlyTakeLong() throws KernelFault {
        FaultyKernel kernel = new FaultyKernel().delay(Duration.ofMillis(20));
        play(kernel);
        assertThat(kernel.calls()).hasSizeGreaterThan(CALLS);
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.host.slot;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.kernel.KernelFault;
import backplane.testkit.FrontendProfile;
import backplane.testkit.GuestQueue;
import backplane.testkit.ScriptedFrontend;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A device that may have so many requests in a second. */
@Tag("protocol")
class AllowanceTest {
    /** A burst is what a hundredth of a second allows. */
    private static final int BURSTS = 100;

    @ParameterizedTest
    @ValueSource(ints = {20, 1_000})
    void whatIsTooMuchWaitsAndIsAnswered(int most) throws KernelFault {
        int requests = Math.max(1, most / BURSTS) + most / 4;
        try (SlotBench bench = new SlotBench()) {
            assertThat(bench.configure("a", Map.of("most-requests", Integer.toString(most)))).isEmpty();
            try (ScriptedFrontend frontend = running(bench)) {
                long began = System.nanoTime();
                ask(frontend.queue(0), requests);
                assertThat(System.nanoTime() - began).as("a quarter of what a second allows, beside one burst, takes a quarter of a second")
                        .isGreaterThan(TimeUnit.MILLISECONDS.toNanos(245));
                assertThat(bench.counter("a", "held_back")).isPositive();
                assertThat(bench.counter("a", "requests")).isEqualTo(requests);
            }
        }
    }

    @Test
    void itIsTakenAndLeftBehindTheConnection() throws KernelFault {
        try (SlotBench bench = new SlotBench().slot("a"); ScriptedFrontend frontend = running(bench)) {
            ask(frontend.queue(0), 300);
            assertThat(bench.counter("a", "held_back")).isZero();
            assertThat(bench.configure("a", Map.of("most-requests", "100"))).isEmpty();
            ask(frontend.queue(0), 10);
            long before = bench.counter("a", "held_back");
            assertThat(before).isPositive();
            assertThat(bench.configure("a", Map.of())).isEmpty();
            // one more may have been held back before the worker read its letter
            ask(frontend.queue(0), 300);
            assertThat(bench.counter("a", "held_back")).isLessThanOrEqualTo(before + 1);
            assertThat(bench.counter("a", "handovers")).as("the device stays").isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "10000001", "many", ""})
    void whatIsNoNumberOfRequestsIsRefused(String text) {
        try (SlotBench bench = new SlotBench()) {
            assertThat(bench.configure("a", Map.of("most-requests", text))).contains("most-requests", "10000000");
        }
    }

    private static ScriptedFrontend running(SlotBench bench) throws KernelFault {
        return bench.running("a", FrontendProfile.QEMU, SlotBench.FEATURES);
    }

    private static void ask(GuestQueue queue, int times) throws KernelFault {
        for (int i = 0; i < times; i++) {
            assertThat(SlotBench.request(queue, (byte) 0, (byte) i).written()).containsExactly((byte) i);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.host.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.host.worker.Polling;
import backplane.kernel.KernelFault;
import backplane.testkit.FrontendProfile;
import backplane.testkit.GuestQueue;
import backplane.testkit.ScriptedFrontend;
import backplane.virtio.FeatureSet;
import backplane.virtio.VirtioFeature;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A worker that looks at its rings before it sleeps. */
@Tag("protocol")
class PollingTest {
    private static final int REQUESTS = 300;

    @ParameterizedTest
    @CsvSource({"off,0,false", "1,1,false", "10000,10000,false", "adaptive,200,true", "adaptive:50,50,true"})
    void howItIsSaid(String text, int most, boolean adaptive) {
        assertThat(Polling.parse(text)).isEqualTo(new Polling(most, adaptive));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "on", "0", "10001", "adaptive:", "adaptive:0", ":5", "adaptive5", "-1", "123456"})
    void howItIsNotSaid(String text) {
        assertThatThrownBy(() -> Polling.parse(text)).isInstanceOf(IllegalArgumentException.class);
        try (SlotBench bench = new SlotBench()) {
            assertThat(bench.configure("a", Map.of("poll-us", text))).contains("poll-us", "adaptive:MICROSECONDS");
        }
    }

    /** Without EVENT_IDX the driver sees by a flag whether it must kick; with it, by an index. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aBusyDriverKicksLessOftenThanItAsks(boolean eventIdx) throws KernelFault {
        try (SlotBench bench = new SlotBench()) {
            assertThat(bench.configure("a", Map.of("poll-us", "10000"))).isEmpty();
            try (ScriptedFrontend frontend = running(bench, eventIdx)) {
                ask(frontend.queue(0), REQUESTS);
                assertThat(bench.counter("a", "poll_hits")).isPositive();
                assertThat(bench.counter("a", "kicks")).isLessThan(REQUESTS);
                assertThat(bench.counter("a", "poll_nanos")).isPositive();
            }
        }
    }

    @Test
    void aRequestAfterTheWorkerFellAsleepIsAnsweredToo() throws KernelFault {
        try (SlotBench bench = new SlotBench()) {
            bench.configure("a", Map.of("poll-us", "1"));
            try (ScriptedFrontend frontend = running(bench, true)) {
                ask(frontend.queue(0), REQUESTS);
            }
        }
    }

    @Test
    void itIsSwitchedOnAndOffBehindTheConnection() throws KernelFault {
        try (SlotBench bench = new SlotBench().slot("a"); ScriptedFrontend frontend = running(bench, true)) {
            ask(frontend.queue(0), REQUESTS);
            assertThat(bench.counter("a", "polls")).isZero();
            for (String polling : List.of("adaptive:10000", "10000", "off", "20")) {
                assertThat(bench.configure("a", Map.of("poll-us", polling))).isEmpty();
                ask(frontend.queue(0), REQUESTS);
            }
            assertThat(bench.counter("a", "polls")).isPositive();
            assertThat(bench.counter("a", "handovers")).as("the device stays").isZero();
        }
    }

    @Test
    void aRingThatBreaksWhileItIsLookedAtStopsAlone() throws KernelFault {
        try (SlotBench bench = new SlotBench()) {
            bench.configure("a", Map.of("poll-us", "10000"));
            try (ScriptedFrontend frontend = running(bench, true)) {
                frontend.startQueue(1, 16);
                ask(frontend.queue(0), 1);
                frontend.queue(0).ring().availIndex(40);
                frontend.queue(0).kick();
                SlotBench.awaitThat(() -> bench.counter("a", "rings_broken") == 1, () -> "the ring goes on: " + bench.view("a"));
                assertThat(SlotBench.request(frontend.queue(1), (byte) 0, (byte) 3).written()).containsExactly(3);
            }
        }
    }

    private static ScriptedFrontend running(SlotBench bench, boolean eventIdx) throws KernelFault {
        FeatureSet features = eventIdx ? SlotBench.FEATURES : SlotBench.FEATURES.without(VirtioFeature.EVENT_IDX);
        return bench.running("a", FrontendProfile.QEMU, features);
    }

    private static void ask(GuestQueue queue, int times) throws KernelFault {
        for (int i = 0; i < times; i++) {
            assertThat(SlotBench.request(queue, (byte) 0, (byte) i).written()).containsExactly((byte) i);
        }
    }
}

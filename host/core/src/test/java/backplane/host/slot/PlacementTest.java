// SPDX-License-Identifier: Apache-2.0
package backplane.host.slot;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.kernel.KernelFault;
import backplane.testkit.FrontendProfile;
import backplane.testkit.ScriptedFrontend;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a device's thread runs. */
@Tag("protocol")
class PlacementTest {
    @Test
    void theDevicesThreadIsPlacedAndLetGoBehindTheConnection() throws KernelFault {
        try (SlotBench bench = new SlotBench()) {
            bench.configure("a", Map.of("cpus", "1,3", "scheduling", "fifo:20"));
            try (ScriptedFrontend frontend = bench.running("a", FrontendProfile.QEMU)) {
                request(frontend, 1);
                assertThat(bench.placements).containsExactly("vhost-a [1, 3] FIFO 20");
                assertThat(bench.configure("a", Map.of("cpus", "0"))).isEmpty();
                request(frontend, 2);
                assertThat(bench.configure("a", Map.of())).isEmpty();
                request(frontend, 3);
                assertThat(bench.placements).containsExactly("vhost-a [1, 3] FIFO 20", "vhost-a [0] OTHER 0", "vhost-a [] OTHER 0");
                assertThat(bench.counter("a", "handovers")).as("the device stays").isZero();
            }
        }
    }

    @Test
    void aThreadThatIsGivenBackHasNoPlace() {
        SlotBench bench = new SlotBench();
        bench.configure("a", Map.of("cpus", "1"));
        bench.close();
        assertThat(bench.placements).containsExactly("vhost-a [1] OTHER 0", "vhost-a [] OTHER 0");
    }

    @Test
    void aDeviceWhoseThreadCannotBePlacedServesAllTheSame() throws KernelFault {
        try (SlotBench bench = new SlotBench()) {
            bench.noPlace = true;
            assertThat(bench.configure("a", Map.of("scheduling", "rr:1"))).isEmpty();
            try (ScriptedFrontend frontend = bench.running("a", FrontendProfile.QEMU)) {
                request(frontend, 1);
            }
            assertThat(bench.placements).containsExactly("vhost-a [] RR 1");
        }
    }

    @ParameterizedTest
    @CsvSource({"cpus,5-4", "cpus,1024", "scheduling,fifo", "scheduling,rr:100"})
    void whatIsNoPlaceIsRefused(String key, String value) {
        try (SlotBench bench = new SlotBench()) {
            assertThat(bench.configure("a", Map.of(key, value))).contains(key, value);
        }
    }

    private static void request(ScriptedFrontend frontend, int value) throws KernelFault {
        assertThat(SlotBench.request(frontend.queue(0), (byte) 0, (byte) value).written()).containsExactly((byte) value);
    }
}

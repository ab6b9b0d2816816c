// SPDX-License-Identifier: Apache-2.0
package backplane.itests.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The lab itself: simulated chips, and the assembled host with a front-end inside. */
@Tag("guest")
@Tag("hardware")
class HardwareLabTest {
    @Test
    void aChipIsThereGoesAndComesBack() throws IOException {
        try (HardwareLab lab = HardwareLab.boot()) {
            GpioSim sim = new GpioSim(lab, "board", "led", "key");
            assertThat(sim.describe(1)).contains("key").contains("input");
            sim.pull(1, true);
            assertThat(sim.value(1)).isEqualTo(1);
            sim.unplug();
            assertThat(lab.must("ls /dev")).doesNotContain("gpiochip");
            sim.plug();
            assertThat(lab.must("ls /dev")).contains(sim.chip());
        }
    }

    @Test
    void theAssembledHostServesAFrontEndInside() throws IOException {
        try (HardwareLab lab = HardwareLab.boot()) {
            lab.startHost(Map.of("gpio0", Map.of("type", "gpio", "lines", "4", "values", "0,1")));
            LabFrontend frontend = LabFrontend.connect(lab, "gpio0", 2, 1);
            assertThat(frontend.config(0, 2)).isEqualTo("0400");
            assertThat(frontend.ask(0, "0400010000000000", 2)).as("line 1 has a level").isEqualTo("0001");
            frontend.end();
        }
    }
}

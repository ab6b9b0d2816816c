// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.device.Deadline;
import backplane.device.DeviceHost;
import backplane.device.DeviceSettings;
import backplane.device.DeviceState;
import backplane.device.SettingRejected;
import backplane.device.VirtioDevice;
import backplane.devices.gpio.GpioComponent;
import backplane.devices.gpio.GpioDevices;
import backplane.devices.gpio.simulated.SimulatedBoard;
import backplane.testkit.FakeKernel;
import backplane.testkit.TestChain;
import backplane.virtio.FeatureSet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two versions of this bundle and lines of the host that only one of them can have. */
@Tag("gpio")
class OneOwnerTest {
    private static final DeviceSettings SETTINGS = new DeviceSettings("gpio0", Map.of("chip", "linux", "request", "creation",
            "host-lines", "0:0 initial=1,0:1"));

    private final FakeKernel kernel = new FakeKernel();
    private final FakeLineChip chip = new FakeLineChip(kernel.charDevices());
    private final GpioComponent one = version();
    private final GpioComponent two = version();
    private VirtioDevice serving;

    private GpioComponent version() {
        return new GpioComponent(new SimulatedBoard(), new HostLines(kernel.charDevices(), kernel.heldDevices(), kernel.pollers()),
                new GpioDevices());
    }

    @BeforeEach
    void start() throws SettingRejected {
        kernel.charDevices().put(Path.of("/dev/gpiochip0"), () -> chip);
        serving = one.create(SETTINGS);
        begin(serving);
        ask(serving, "03 00 00 00 01 00 00 00");
        ask(serving, "05 00 00 00 00 00 00 00");
        assertThat(chip.log).startsWith("0 requested", "0=1").endsWith("0=0");
    }

    @Test
    void theNextVersionIsRehearsedWithTheStateAndNothingIsDoneToTheLines() throws Exception {
        List<String> before = List.copyOf(chip.log);
        DeviceState copy = serving.snapshot();
        assertThat(copy).isNotNull();
        try (VirtioDevice beside = two.rehearse(SETTINGS)) {
            assertThat(beside.config()).isEqualTo(serving.config());
            beside.restore(copy);
        }
        assertThat(chip.log).isEqualTo(before);
        assertThatThrownBy(() -> two.create(SETTINGS)).isInstanceOf(SettingRejected.class).hasMessageContaining("in use");
        assertThatThrownBy(() -> two.rehearse(new DeviceSettings("gpio0", Map.of("chip", "linux", "host-lines", "0:7"))))
                .isInstanceOf(SettingRejected.class).hasMessageContaining("0:7");
        assertThat(ask(serving, "04 00 00 00 00 00 00 00")).as("it serves on").isEqualTo("00 00");
    }

    @Test
    void theNextVersionGoesOnWithTheLinesAsTheyAreWhateverTheirInitialLevel() throws Exception {
        serving.stop(Deadline.in(Duration.ofSeconds(1)));
        DeviceState state = serving.save();
        serving.close();
        int mark = chip.log.size();
        VirtioDevice next = two.create(SETTINGS);
        next.restore(state);
        begin(next);
        assertThat(chip.log.subList(mark, chip.log.size())).as("neither let go nor driven high").doesNotContain("0 released", "0 requested",
                "0=1");
        assertThat(ask(next, "04 00 00 00 00 00 00 00")).isEqualTo("00 00");
    }

    private static void begin(VirtioDevice device) {
        device.start(new FeatureSet(1), new DeviceHost() {
            @Override
            public void post(Runnable task) {
                throw new AssertionError("nothing happens here by itself");
            }

            @Override
            public void configChanged() {
                throw new AssertionError("nothing changes here");
            }

            @Override
            public void needsReset() {
                throw new AssertionError("nothing here needs a reset");
            }
        });
    }

    private static String ask(VirtioDevice device, String request) {
        TestChain chain = TestChain.request(request, 2);
        device.offered(0, chain);
        return chain.answerHex();
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio.linux;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.device.Deadline;
import backplane.device.DeviceHost;
import backplane.device.DeviceSettings;
import backplane.device.DeviceState;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a line drives after each end, when the ends want different things. */
@Tag("gpio")
class LinePoliciesTest {
    private static final String HIGH = "05 00 00 00 01 00 00 00";
    private static final String OUTPUT = "03 00 00 00 01 00 00 00";
    private static final String GIVE_UP = "03 00 00 00 00 00 00 00";

    private final FakeKernel kernel = new FakeKernel();
    private final FakeLineChip chip = new FakeLineChip(kernel.charDevices());

    LinePoliciesTest() {
        kernel.charDevices().put(Path.of("/dev/gpiochip0"), () -> chip);
    }

    @Test
    void aResetKeepsAndADisconnectIsSafe() throws Exception {
        VirtioDevice device = driving("release=keep reset=keep disconnect=safe");
        ask(device, GIVE_UP);
        device.reset();
        assertThat(done()).isEmpty();
        device.disconnected();
        assertThat(done()).containsExactly("0=0");
        device.disconnected();
        assertThat(done()).as("nobody has used it since").isEmpty();
    }

    @Test
    void aResetIsSafeAndADisconnectKeeps() throws Exception {
        VirtioDevice device = driving("reset=safe disconnect=keep");
        device.disconnected();
        assertThat(done()).isEmpty();
        drive(device);
        device.reset();
        assertThat(done()).containsExactly("0=0");
    }

    @Test
    void aLineThatNoDriverHasUsedStaysAsItWasCreated() throws Exception {
        VirtioDevice device = create(version(), "initial=1 disconnect=safe", "creation");
        assertThat(done()).containsExactly("0 requested", "0=1");
        device.disconnected();
        assertThat(done()).isEmpty();
    }

    @Test
    void anUpgradeKeepsIfNothingElseIsSaid() throws Exception {
        assertThat(upgraded("safe=0")).isEmpty();
    }

    @Test
    void anUpgradeIsSafeMeanwhileAndGoesBackToWhatWasDriven() throws Exception {
        assertThat(upgraded("upgrade=safe")).containsExactly("0=0", "0=1");
    }

    @Test
    void anUpgradeThatIsCalledOffDrivesAgain() throws Exception {
        VirtioDevice device = driving("upgrade=safe");
        device.stop(Deadline.in(Duration.ofSeconds(1)));
        device.save();
        assertThat(done()).containsExactly("0=0");
        begin(device);
        assertThat(done()).containsExactly("0=1");
    }

    private List<String> upgraded(String policy) throws Exception {
        VirtioDevice device = driving(policy);
        device.stop(Deadline.in(Duration.ofSeconds(1)));
        DeviceState state = device.save();
        device.close();
        VirtioDevice next = create(version(), policy, "first-use");
        next.restore(state);
        begin(next);
        return done();
    }

    private VirtioDevice driving(String policy) throws Exception {
        VirtioDevice device = create(version(), policy, "first-use");
        begin(device);
        drive(device);
        return device;
    }

    private void drive(VirtioDevice device) {
        ask(device, HIGH);
        ask(device, OUTPUT);
        done();
    }

    private GpioComponent version() {
        return new GpioComponent(new SimulatedBoard(), new HostLines(kernel.charDevices(), kernel.heldDevices(), kernel.pollers()),
                new GpioDevices());
    }

    private static VirtioDevice create(GpioComponent version, String policy, String request) throws Exception {
        return version.create(new DeviceSettings("gpio0", Map.of("chip", "linux", "request", request, "host-lines", "0:0 " + policy)));
    }

    /** @return what has happened to the line since it was asked last */
    private List<String> done() {
        List<String> done = List.copyOf(chip.log);
        chip.log.clear();
        return done;
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

    private static void ask(VirtioDevice device, String request) {
        TestChain chain = TestChain.request(request, 2);
        device.offered(0, chain);
        assertThat(chain.answerHex()).isEqualTo("00 00");
    }
}

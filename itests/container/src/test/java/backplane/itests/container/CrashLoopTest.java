// SPDX-License-Identifier: Apache-2.0
package backplane.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.kernel.KernelFault;
import backplane.testkit.KernelPorts;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a host left of one slot kills each successor that takes it over: that slot begins anew in the end, and no other one does. */
@Tag("container")
@Tag("takeover")
class CrashLoopTest {
    private static final Map<String, String> GPIO = Map.of("type", "gpio", "lines", "4");
    private static final long PERIOD = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int MOST_DEATHS = 6;

    private final KernelPorts kernel = RealKernel.ports();
    @TempDir
    private Path folder;

    /** It dies while the front-end's messages are being served again, beside another slot's. */
    @Test
    void aSessionThatKillsItsSuccessorsIsGivenUpAlone() throws Exception {
        try (SupervisedHost host = SupervisedHost.start(folder, Map.of("gpio0", GPIO, "gpio1", GPIO));
                GpioSession ignored = GpioSession.connect(host.socket("gpio0"), kernel, GpioSession.ALL_STEPS);
                GpioLoad neighbour = GpioLoad.oneByOne(host.socket("gpio1"), kernel, PERIOD)) {
            host.awaitStarts(1);
            host.plan("MESSAGE_REPLAYED gpio0 3 again");
            host.kill();
            for (int death = 1; death <= MOST_DEATHS; death++) {
                int count = death;
                SupervisedHost.await(() -> host.demises() >= count, () -> "process " + count + " does not die of the session");
            }
            host.awaitStarts(2);
            long before = neighbour.answered();
            SupervisedHost.await(() -> {
                neighbour.requireWell();
                return neighbour.answered() >= before + 100;
            }, () -> "the neighbour is not served");
            assertThat(host.demises()).isEqualTo(MOST_DEATHS);
            assertThat(host.log()).contains("gpio0: is taken over alone: 3 processes")
                    .contains("gpio0: the session of the former process cannot be gone on with")
                    .doesNotContain("gpio1: the session of the former process");
            requireServed(host.socket("gpio0"));
            assertThat(host.demises()).as("nobody died of it any more").isEqualTo(MOST_DEATHS);
        }
    }

    private void requireServed(Path socket) throws KernelFault {
        try (GpioSession next = GpioSession.connect(socket, kernel, GpioSession.ALL_STEPS)) {
            assertThat(next.request(3, 1, 2)).containsExactly(0, 0);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.itests.container;

import backplane.kernel.KernelFault;
import backplane.testkit.HostProcess;
import backplane.testkit.KernelPorts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A host with three GPIO devices under 1,000 requests a second together. One thread. */
final class LoadedHost implements AutoCloseable {
    static final Path ROOT = Path.of(System.getProperty("backplane.root"));
    static final List<String> DEVICES = List.of("gpio0", "gpio1", "gpio2");
    static final Map<String, String> SETTINGS = Map.of("type", "gpio", "names", "a,b,c,d");
    private static final long PERIOD = 3_000_000;

    final HostProcess host;
    private final List<GpioLoad> loads = new ArrayList<>();

    LoadedHost(Path folder) throws IOException, KernelFault {
        KernelPorts kernel = RealKernel.ports();
        host = HostProcess.start(ROOT, folder, Map.of(DEVICES.get(0), SETTINGS, DEVICES.get(1), SETTINGS, DEVICES.get(2), SETTINGS));
        try {
            for (String device : DEVICES) {
                loads.add(new GpioLoad(host.socket(device), kernel, PERIOD));
            }
        } catch (KernelFault | RuntimeException | AssertionError failed) {
            close();
            throw failed;
        }
    }

    /** Each device answers, now, and has answered rightly all the time. */
    void requireAlive() {
        for (GpioLoad load : loads) {
            long before = load.answered();
            host.awaitThat(() -> load.answered() > before, () -> "no answer after " + before);
            load.requireWell();
        }
    }

    long answered() {
        return loads.stream().mapToLong(GpioLoad::answered).sum();
    }

    /** Waits for the last answers, checks that none is missing, and ends the host. */
    @Override
    public void close() {
        try {
            loads.forEach(GpioLoad::close);
        } finally {
            host.close();
        }
    }
}

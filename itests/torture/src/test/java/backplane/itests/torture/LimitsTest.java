// SPDX-License-Identifier: Apache-2.0
package backplane.itests.torture;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.kernel.KernelFault;
import backplane.kernel.MemoryFiles;
import backplane.testkit.HostProcess;
import backplane.testkit.KernelPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The process reaches a limit of the kernel, and is well again when it is away from it. */
@Tag("many")
@Timeout(200)
class LimitsTest {
    private static final Path ROOT = Path.of(System.getProperty("backplane.root"));
    private static final int DEVICES = 8;
    /** What the host gets beyond what it has open: enough for some front-ends, and not for all. */
    private static final int SPARE = 25;

    private final KernelPorts kernel = RealKernel.ports(ServiceLoader.load(MemoryFiles.class).findFirst().orElseThrow());

    @Test
    void descriptorsRunOutAndComeBack(@TempDir Path folder) throws IOException, KernelFault, InterruptedException {
        Map<String, Map<String, String>> devices = new HashMap<>();
        for (int i = 0; i < DEVICES; i++) {
            devices.put("gpio" + i, Map.of("type", "gpio"));
        }
        try (HostProcess host = HostProcess.start(ROOT, folder, devices)) {
            host.awaitThat(() -> !host.must("list").contains("EMPTY"), () -> host.must("list"));
            limit(host, highest(host) + SPARE);
            List<TypedGuest> served = new ArrayList<>();
            try {
                while (served.size() < DEVICES) {
                    served.add(connect(host, served.size()));
                }
            } catch (KernelFault | AssertionError full) {
                // this one was not served: it was cut off, or has had no answer
                assertThat(served).as("front-ends before the limit").isNotEmpty();
            }
            assertThat(served).as("front-ends within %s descriptors", SPARE).hasSizeLessThan(DEVICES);
            for (TypedGuest guest : served) {
                guest.request();
            }
            served.forEach(TypedGuest::close);
            for (int i = 0; i < DEVICES; i++) {
                int number = i;
                host.awaitThat(() -> isServed(host, number), () -> "nobody is served at gpio" + number + " after the limit");
            }
        }
    }

    private TypedGuest connect(HostProcess host, int number) throws KernelFault {
        return TypedGuest.connect(TypedGuest.Type.GPIO, host.socket("gpio" + number), kernel);
    }

    private boolean isServed(HostProcess host, int number) {
        try (TypedGuest guest = connect(host, number)) {
            guest.request();
            return true;
        } catch (KernelFault | AssertionError notYet) {
            return false;
        }
    }

    /** The highest descriptor that is open; the limit is about numbers. */
    private static int highest(HostProcess host) throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(host.pid()), "fd"))) {
            return open.mapToInt(fd -> Integer.parseInt(fd.getFileName().toString())).max().orElseThrow();
        }
    }

    private static void limit(HostProcess host, int descriptors) throws IOException, InterruptedException {
        Process prlimit = new ProcessBuilder("prlimit", "--pid", Long.toString(host.pid()), "--nofile=" + descriptors + ":")
                .inheritIO().start();
        assertThat(prlimit.waitFor()).as("prlimit of util-linux").isZero();
    }
}

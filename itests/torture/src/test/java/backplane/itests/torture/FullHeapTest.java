// SPDX-License-Identifier: Apache-2.0
package backplane.itests.torture;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.kernel.KernelFault;
import backplane.kernel.MemoryFiles;
import backplane.testkit.HostProcess;
import backplane.testkit.KernelPorts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Devices are created until the heap has no room for another one: that one is refused, and guests do not notice. */
@Tag("many")
@Timeout(200)
class FullHeapTest {
    private static final Path ROOT = Path.of(System.getProperty("backplane.root"));
    private static final Map<String, String> GPIO = Map.of("type", "gpio");
    private static final List<String> SMALL = List.of("env", "BACKPLANE_JAVA_OPTS=-Xms24m -Xmx48m -XX:+UseSerialGC");
    /** EEPROMs of 64 KiB each, 6 MiB in all. */
    private static final String CHIPS = "chips=" + IntStream.range(0x10, 0x70).mapToObj(address -> String.format("24c512@0x%02x", address))
            .collect(Collectors.joining(","));
    /** So many do not fit. */
    private static final int MOST = 16;

    private final KernelPorts kernel = RealKernel.ports(ServiceLoader.load(MemoryFiles.class).findFirst().orElseThrow());

    @Test
    void theDeviceForWhichThereIsNoRoomIsRefusedAndGuestsAreServedOn(@TempDir Path folder) throws IOException, KernelFault {
        try (HostProcess host = HostProcess.start(ROOT, folder, Map.of("gpio0", GPIO, "gpio1", GPIO), SMALL);
                TypedGuest before = TypedGuest.connect(TypedGuest.Type.GPIO, host.socket("gpio0"), kernel)) {
            int created = 0;
            HostProcess.Result last = host.ctl("create", "i2c", "big0", CHIPS);
            while (last.status() == 0 && created < MOST) {
                created++;
                requireServed(host, before);
                last = host.ctl("create", "i2c", "big" + created, CHIPS);
            }
            assertThat(created).as("devices of 6 MiB in a heap of 48 MiB").isBetween(1, MOST - 1);
            assertThat(last.text()).contains("'big" + created + "'", "memory", "-Xmx");
            requireServed(host, before);
            assertThat(host.must("list")).contains("big" + (created - 1)).doesNotContain("big" + created);
            for (int i = 0; i < created; i++) {
                host.must("destroy", "big" + i);
            }
            host.must("create", "i2c", "big" + created, CHIPS);
            requireServed(host, before);
        }
    }

    private void requireServed(HostProcess host, TypedGuest before) throws KernelFault {
        for (int i = 0; i < 100; i++) {
            before.request();
        }
        try (TypedGuest next = TypedGuest.connect(TypedGuest.Type.GPIO, host.socket("gpio1"), kernel)) {
            next.request();
        }
    }
}

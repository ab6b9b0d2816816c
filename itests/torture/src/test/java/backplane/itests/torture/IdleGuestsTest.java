// SPDX-License-Identifier: Apache-2.0
package backplane.itests.torture;

import backplane.kernel.KernelFault;
import backplane.kernel.MemoryFiles;
import backplane.testkit.HostProcess;
import backplane.testkit.KernelPorts;
import backplane.testkit.ProcessStatus;
import backplane.testkit.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Devices that nobody asks have no thread, and are there at once when somebody does. {@code -Dbackplane.idle=N} sets how many; the
 * figures go to {@code target/idle.txt}.
 */
@Tag("many")
@Timeout(300)
class IdleGuestsTest {
    private static final Path ROOT = Path.of(System.getProperty("backplane.root"));
    private static final int DEVICES = Integer.getInteger("backplane.idle", 48);
    /** Of the whole process, with 256 devices too. */
    private static final long MOST_THREADS = 40;
    private static final int ROUNDS = 6;

    private final KernelPorts kernel = RealKernel.ports(ServiceLoader.load(MemoryFiles.class).findFirst().orElseThrow());
    private final List<TypedGuest> guests = new ArrayList<>();
    private final List<Long> firsts = new ArrayList<>();
    private HostProcess host;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException, KernelFault {
        host = HostProcess.start(ROOT, folder, TypedGuest.devices(DEVICES));
        for (int i = 0; i < DEVICES; i++) {
            guests.add(TypedGuest.connect(i, host, kernel));
        }
    }

    @AfterEach
    void end() {
        guests.forEach(TypedGuest::close);
        host.close();
    }

    @Test
    void whoeverIsIdleHasNoThreadAndIsThereAtOnce() throws IOException, KernelFault {
        awaitFewThreads();
        long resident = status().resident();
        askInRandomOrder(1);
        List<Long> rested = firsts.stream().sorted().toList();
        Seeds.each(1, seed -> {
            Random random = Seeds.random(seed);
            for (int round = 0; round < ROUNDS; round++) {
                // about when a worker leaves its thread: a second after its last request
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(990) + random.nextInt(20_000_000));
                askInRandomOrder(random.nextLong());
            }
        });
        awaitFewThreads();
        changeEachWhileItRests();
        awaitFewThreads();
        Files.writeString(ROOT.resolve("itests/torture/target/idle.txt"), String.format(Locale.ROOT,
                "%d devices with a front-end each, idle: %d threads, %d MiB resident; first answer after that, µs: median %d, longest %d%n",
                DEVICES, status().threads(), resident >> 10, rested.get(rested.size() / 2) / 1000, rested.get(rested.size() - 1) / 1000));
    }

    /** A letter in its box, a message on its connection, another front-end at its door. */
    private void changeEachWhileItRests() throws KernelFault, IOException {
        host.must("bundle:restart", "backplane.devices.gpio");
        host.awaitThat(() -> !host.must("list").contains("PARKED"), () -> host.must("list"));
        for (int i = 0; i < DEVICES; i += 5) {
            guests.get(i).frontend.addMemory(1 << 16);
            guests.get(i).request();
            guests.get(i).close();
            guests.set(i, TypedGuest.connect(i, host, kernel));
        }
        awaitFewThreads();
        TypedGuest leaving = guests.remove(0);
        leaving.close();
        host.awaitThat(() -> host.must("list").contains("READY"), () -> host.must("list"));
        awaitFewThreads();
        Map<String, String> moved = new HashMap<>(TypedGuest.Type.of(0).settings);
        Path elsewhere = host.socket(TypedGuest.name(0)).resolveSibling("elsewhere.sock");
        moved.put("socket", elsewhere.toString());
        host.configure(TypedGuest.name(0), moved);
        host.awaitThat(() -> Files.exists(elsewhere) && !Files.exists(host.socket(TypedGuest.name(0))),
                () -> host.must("show", TypedGuest.name(0)));
        guests.add(0, TypedGuest.connect(TypedGuest.Type.of(0), elsewhere, kernel));
        guests.get(0).request();
        host.must("destroy", TypedGuest.name(1));
        guests.remove(1).close();
    }

    private void askInRandomOrder(long seed) {
        List<TypedGuest> order = new ArrayList<>(guests);
        Collections.shuffle(order, new Random(seed));
        for (TypedGuest guest : order) {
            long began = System.nanoTime();
            try {
                guest.request();
            } catch (KernelFault lost) {
                throw new AssertionError(lost);
            }
            firsts.add(System.nanoTime() - began);
        }
    }

    private void awaitFewThreads() {
        host.awaitThat(() -> status().threads() <= MOST_THREADS, () -> status().threads() + " threads: " + names());
    }

    private ProcessStatus status() {
        return ProcessStatus.of(host.pid());
    }

    private List<String> names() {
        try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(host.pid()), "task"))) {
            return tasks.map(task -> comm(task.resolve("comm"))).sorted().toList();
        } catch (IOException gone) {
            return List.of();
        }
    }

    private static String comm(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException ended) {
            return "";
        }
    }
}

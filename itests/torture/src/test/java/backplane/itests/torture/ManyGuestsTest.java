// SPDX-License-Identifier: Apache-2.0
package backplane.itests.torture;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.kernel.KernelFault;
import backplane.kernel.MemoryFiles;
import backplane.testkit.HostProcess;
import backplane.testkit.HostProcess.Footprint;
import backplane.testkit.KernelPorts;
import backplane.testkit.ProcessStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Dozens of devices of all types or hundreds in one host, each with a front-end: load, replacement, sudden deaths, one that means ill. */
@Tag("many")
@Timeout(300)
class ManyGuestsTest {
    private static final Path ROOT = Path.of(System.getProperty("backplane.root"));
    private static final int DEVICES = Integer.getInteger("backplane.many", 32);
    private static final int STEPS = 4;
    private static final long MEASURE = TimeUnit.SECONDS.toNanos(3);
    private static final long LARGE = 64L << 30;
    private static final int SLOTS = 509;
    /** Threads that the virtual machine starts and ends as it likes. */
    private static final int ROOM = 16;
    /** Requests a second; a burst is what a hundredth of a second allows. */
    private static final int SHARE = 1000;
    private static final int BURSTS = 100;
    /** Far above what is aimed at (2), as the machine that runs this may be busy with other things. */
    private static final double WORST_RATIO = 20;

    private final KernelPorts kernel = RealKernel.ports(ServiceLoader.load(MemoryFiles.class).findFirst().orElseThrow());
    private final List<TypedGuest> guests = new ArrayList<>();
    private final StringBuilder report = new StringBuilder();
    private HostProcess host;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        long began = System.nanoTime();
        host = HostProcess.start(ROOT, folder, TypedGuest.devices(DEVICES));
        tell("%d devices are there %.1f s after the start of the host", DEVICES, (System.nanoTime() - began) / 1e9);
    }

    @AfterEach
    void end() throws IOException {
        Files.writeString(ROOT.resolve("itests/torture/target/many.txt"), report);
        guests.forEach(TypedGuest::close);
        host.close();
    }

    @Test
    void manyAreServedReplacedAndKilledAndNothingIsLeft() throws KernelFault, IOException {
        host.awaitThat(() -> !host.must("list").contains("EMPTY"), () -> host.must("list"));
        Footprint before = host.footprint();
        List<long[]> line = connectAll();
        assertGrowsAsALine(line);
        measure("all ask, nothing else", guests);
        replaceAllUnderLoad();
        killHalf();
        oneMeansIll();
        guests.forEach(TypedGuest::close);
        guests.clear();
        largeMemory();
        host.awaitThat(() -> host.footprint().equals(before), () -> host.footprint() + " is left, before there was " + before);
        tell("nothing is left: %d descriptors, %d threads, %d mappings", before.descriptors(), before.threads().size(), before.mappings());
    }

    private List<long[]> connectAll() throws KernelFault, IOException {
        List<long[]> line = new ArrayList<>();
        line.add(held());
        for (int step = 1; step <= STEPS; step++) {
            while (guests.size() < DEVICES * step / STEPS) {
                guests.add(TypedGuest.connect(guests.size(), host, kernel));
            }
            line.add(held());
        }
        return line;
    }

    /** Front-ends, descriptors, threads of the process, mappings, resident KiB; told as a line. */
    private long[] held() throws IOException {
        Footprint now = host.footprint();
        ProcessStatus status = ProcessStatus.of(host.pid());
        tell("%d front-ends: %d descriptors, %d threads, %d guest mappings, %d MiB resident", guests.size(), now.descriptors(),
                status.threads(), now.mappings(), status.resident() >> 10);
        return new long[] {guests.size(), now.descriptors(), status.threads(), now.mappings(), status.resident()};
    }

    /** What the last quarter costs is what the first one costs: descriptors and mappings exactly per device type, threads at most. */
    private static void assertGrowsAsALine(List<long[]> line) {
        for (int what = 1; what <= 3; what++) {
            long first = line.get(1)[what] - line.get(0)[what];
            long last = line.get(STEPS)[what] - line.get(STEPS - 1)[what];
            assertThat(last).as("the growth of number %d in the last step", what).isLessThanOrEqualTo(first + ROOM);
        }
    }

    private Askers measure(String what, List<TypedGuest> asked) {
        Askers askers = new Askers(asked);
        try (askers) {
            LockSupport.parkNanos(MEASURE);
        }
        tell("%s: %d answers, ms: median %.2f, 99 %% %.2f, longest %.2f", what, askers.answers(), askers.millis(0.5), askers.millis(0.99),
                askers.millis(1));
        return askers;
    }

    private void replaceAllUnderLoad() {
        Askers askers = new Askers(guests);
        try (askers) {
            for (TypedGuest.Type type : TypedGuest.Type.values()) {
                host.must("bundle:restart", "backplane.devices." + type.name().toLowerCase(Locale.ROOT));
            }
        }
        tell("each device replaced once: %d answers, ms: median %.2f, 99 %% %.2f, longest %.2f", askers.answers(), askers.millis(0.5),
                askers.millis(0.99), askers.millis(1));
        host.awaitThat(() -> !host.must("list").contains("PARKED"), () -> host.must("list"));
    }

    private void killHalf() throws KernelFault {
        List<TypedGuest> dead = new ArrayList<>();
        for (int i = guests.size() - 1; i >= 0; i -= 2) {
            dead.add(guests.remove(i));
        }
        Askers askers = new Askers(guests);
        try (askers) {
            dead.forEach(TypedGuest::close);
        }
        tell("half of the front-ends gone at once: %d answers to the others, longest %.2f ms", askers.answers(), askers.millis(1));
        for (TypedGuest guest : guests) {
            guest.request();
        }
    }

    /** One guest asks as fast as it can, without a limit and with a share: with it the others keep their latency. */
    private void oneMeansIll() throws IOException {
        TypedGuest bad = guests.remove(0);
        double quiet = measure("without the hostile guest", guests).millis(0.99);
        boolean[] ending = new boolean[1];
        Thread hostile = new Thread(() -> flood(bad, ending), "hostile");
        hostile.setDaemon(true);
        hostile.start();
        double free = measure("with it", guests).millis(0.99);
        Map<String, String> settings = new HashMap<>(TypedGuest.Type.of(0).settings);
        settings.put("most-requests", Integer.toString(SHARE));
        host.configure(TypedGuest.name(0), settings);
        host.awaitThat(() -> counter("held_back") > 0, () -> host.must("show", TypedGuest.name(0)));
        long began = System.nanoTime();
        long before = counter("requests");
        double held = measure("with it and its share of " + SHARE + " requests a second", guests).millis(0.99);
        long answered = counter("requests") - before;
        long most = SHARE * (System.nanoTime() - began) / TimeUnit.SECONDS.toNanos(1) + SHARE / BURSTS;
        assertThat(answered).as("what a guest with a share was answered").isPositive().isLessThanOrEqualTo(most);
        synchronized (ending) {
            ending[0] = true;
        }
        join(hostile);
        tell("99th percentile with a hostile guest: %.2f times that without, %.2f times if it has a share", free / quiet, held / quiet);
        guests.add(bad);
        assertThat(held / quiet).as("99th percentile of the others, to that without a hostile guest").isLessThan(WORST_RATIO);
    }

    private long counter(String name) {
        return Long.parseLong(host.must("show", TypedGuest.name(0)).replaceAll("(?s).*\\b" + name + "\\s+([0-9]+).*", "$1"));
    }

    private static void flood(TypedGuest bad, boolean[] ending) {
        try {
            for (boolean end = false; !end;) {
                bad.flood();
                synchronized (ending) {
                    end = ending[0];
                }
            }
        } catch (KernelFault gone) {
            throw new IllegalStateException(gone);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(60_000);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** 64 GiB in one region, and as many regions as vhost-user has slots. */
    private void largeMemory() throws KernelFault {
        try (TypedGuest guest = TypedGuest.connect(0, host, kernel, LARGE)) {
            guest.request();
        }
        try (TypedGuest guest = TypedGuest.connect(1, host, kernel)) {
            for (int i = 1; i < SLOTS; i++) {
                guest.frontend.addMemory(1 << 16);
            }
            guest.request();
        }
        tell("a front-end of 64 GiB and one of %d regions were served", SLOTS);
    }

    private void tell(String format, Object... figures) {
        report.append(String.format(Locale.ROOT, format, figures)).append('\n');
    }
}

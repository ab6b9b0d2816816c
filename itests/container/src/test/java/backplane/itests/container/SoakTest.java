// SPDX-License-Identifier: Apache-2.0
package backplane.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.testkit.HostProcess;
import backplane.testkit.KernelPorts;
import backplane.testkit.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything at once for a long time: drivers of all four types ask without a rest, while devices are replaced, settings change, others
 * come, go and mean ill, and in the last quarter the host itself ends again and again. {@code -Dbackplane.soak=MINUTES} says how long,
 * {@code -Dbackplane.soak.report=FILE} where the report goes, {@code -Dbackplane.seed=N} plays the same deeds again.
 */
@Tag("container")
@Tag("soak")
class SoakTest {
    private static final Path ROOT = Path.of(System.getProperty("backplane.root"));
    private static final int MINUTES = Integer.getInteger("backplane.soak", 10);
    private static final List<String> TYPES = List.of("gpio", "i2c", "sound", "scmi");
    private static final String SPARE = "gpio9";
    private static final double DEATHS_FROM = 0.75;
    private static final double WARM = 0.2;
    /** Threads of the virtual machine and of pools come and go. */
    private static final long FEW = 6;
    private static final long HEAP_KIB = 3 << 10;

    final KernelPorts kernel = RealKernel.ports();
    final Random random;
    SupervisedHost host;
    private final long seed = Long.getLong(Seeds.PROPERTY, System.nanoTime());
    private final Map<String, Path> versions = new HashMap<>();
    private final List<SoakSample> lived = new ArrayList<>();
    private final List<SoakSample> all = new ArrayList<>();
    private final Map<SoakDeed, Integer> deeds = new EnumMap<>(SoakDeed.class);
    private final StringBuilder table = new StringBuilder(SoakSample.HEAD);
    private int starts = 1;
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    SoakTest() {
        random = Seeds.random(seed);
    }

    @Test
    void nothingIsLostAndNothingGrows() throws Exception {
        for (String type : TYPES) {
            Path next = Files.createDirectories(SoakDeed.folder(folder, type));
            versions.put(type, OtherVersion.of(OtherVersion.built(ROOT.resolve("devices." + type)), "9.0.0", next));
        }
        Map<String, Map<String, String>> devices = new HashMap<>(FourLoads.devices());
        devices.put(SPARE, Map.of("type", "gpio", "lines", "4"));
        long began = System.nanoTime();
        try (SupervisedHost started = SupervisedHost.start(folder, devices)) {
            host = started;
            host.awaitStarts(1);
            try (FourLoads loads = new FourLoads(host, kernel)) {
                soak(loads, began);
            }
            report(began);
        }
        assertNothingGrew();
    }

    private void soak(FourLoads loads, long began) throws Exception {
        long length = TimeUnit.MINUTES.toNanos(MINUTES);
        long every = Math.max(TimeUnit.SECONDS.toNanos(15), length / 60);
        long sampled = began;
        long answered = 0;
        Map<SoakDeed, Integer> since = new EnumMap<>(SoakDeed.class);
        for (long now = began; now - began < length; now = System.nanoTime()) {
            boolean mayDie = now - began > length * DEATHS_FROM;
            SoakDeed deed = SoakDeed.values()[random.nextInt(SoakDeed.values().length)];
            if (deed.endsTheHost() && !mayDie) {
                continue;
            }
            deed.on(this);
            deeds.merge(deed, 1, Integer::sum);
            since.merge(deed, 1, Integer::sum);
            loads.awaitAnswers(5, told(deed));
            assertThat(host.starts()).as("processes of the host, after " + deed + told(deed)).isEqualTo(starts);
            if (System.nanoTime() - sampled > every) {
                sampled = System.nanoTime();
                long total = loads.answered();
                SoakSample sample = SoakSample.take(folder, (sampled - began) / 1_000_000_000L, starts, total - answered,
                        loads.takeLongestPause() / 1_000_000);
                answered = total;
                all.add(sample);
                if (starts == 1 && now - began > length * WARM) {
                    lived.add(sample);
                }
                table.append(sample.row(since.entrySet().stream().map(each -> each.getValue() + " " + each.getKey())
                        .collect(Collectors.joining(", ")).toLowerCase(Locale.ROOT)));
                since.clear();
                Logger.getLogger(SoakTest.class.getName()).info(sample.toString());
            }
        }
    }

    /** What a command refuses is its own affair: the drivers tell whether anything was lost. */
    void command(String... words) {
        HostProcess.Result result = host.process.ctl(words);
        assertThat(result.status()).as("%s: %s", String.join(" ", words), result.text()).isIn(0, 1);
    }

    String type() {
        return TYPES.get(random.nextInt(TYPES.size()));
    }

    Path next(String type) {
        return versions.get(type);
    }

    Path spare() {
        return host.socket(SPARE);
    }

    /** Ends a process of the host. */
    interface End {
        void come() throws IOException, InterruptedException;
    }

    void successor(End end) throws IOException, InterruptedException {
        end.come();
        starts++;
        host.awaitStarts(starts);
    }

    private String told(SoakDeed deed) {
        return " after " + deed + "; play it again with -D" + Seeds.PROPERTY + "=" + seed;
    }

    private static double mean(List<SoakSample> samples, ToLongFunction<SoakSample> what) {
        return samples.stream().mapToLong(what).average().orElse(0);
    }

    /** The last third of what the first process lived, without the time in which it warmed up, has no more than the first third. */
    private void assertNothingGrew() {
        int third = lived.size() / 3;
        if (third == 0) {
            return;
        }
        List<SoakSample> first = lived.subList(0, third);
        List<SoakSample> last = lived.subList(lived.size() - third, lived.size());
        assertThat(mean(last, SoakSample::threads)).as("threads").isLessThanOrEqualTo(mean(first, SoakSample::threads) + FEW);
        assertThat(mean(last, SoakSample::descriptors)).as("descriptors").isLessThanOrEqualTo(mean(first, SoakSample::descriptors) + FEW);
        assertThat(mean(last, SoakSample::mappings)).as("mappings").isLessThanOrEqualTo(mean(first, SoakSample::mappings) + FEW);
        assertThat(mean(last, SoakSample::heap)).as("heap, KiB").isLessThanOrEqualTo(mean(first, SoakSample::heap) + HEAP_KIB);
        assertThat(mean(last, SoakSample::classes)).as("metaspace, KiB")
                .isLessThanOrEqualTo(mean(first, SoakSample::classes) + HEAP_KIB);
    }

    private void report(long began) throws IOException {
        String text = String.format(Locale.ROOT, "# Soak%n%n%d minutes, seed %d, %d processors, %s. Drivers of four device types asked "
                + "without a rest and checked each answer, and a fifth front-end set its device up again and again.%n%n"
                + "| | |%n|---|---|%n| answers, all right and in order | %d |%n| lost, twice, or out of order | 0 |%n"
                + "| ends of the host that nobody asked for | 0 |%n| processes | %d |%n| longest pause of the GPIO driver while the first "
                + "process lived, ms | %d |%n| longest of all, ms | %d |%n%nDeeds: %s.%n%n%s",
                (System.nanoTime() - began) / 60_000_000_000L, seed, Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.version"),
                all.stream().mapToLong(SoakSample::answered).sum(), starts,
                all.stream().filter(sample -> sample.starts() == 1).mapToLong(SoakSample::pause).max().orElse(0),
                all.stream().mapToLong(SoakSample::pause).max().orElse(0),
                deeds.toString().toLowerCase(Locale.ROOT).replaceAll("[{}]", ""), table);
        Files.writeString(Path.of(System.getProperty("backplane.soak.report", "target/soak.md")), text);
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.testkit.fuzz;

import backplane.testkit.Seeds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Many lives of a device under fuzzing, one after another, each from its own seed. {@code -Dbackplane.fuzz.requests=N} says how many
 * requests, else as many as a few seconds hold. {@code -Dbackplane.seed=N} plays one life again. Also fails if an exception ends any
 * thread, or if a thread is left when all is closed.
 */
public final class FuzzRun {
    /** The system property that says how many requests. */
    public static final String REQUESTS = "backplane.fuzz.requests";

    private static final Path FIGURES = Path.of("target", "fuzz.txt");
    private static final int LIFE = 20_000;
    private static final long THREADS_END_WITHIN = TimeUnit.SECONDS.toNanos(10);

    private final Supplier<FuzzTarget> targets;
    private long requests;
    private long starts;
    private int lives;
    private long nanos;

    private FuzzRun(Supplier<FuzzTarget> targets) {
        this.targets = targets;
    }

    /**
     * Plays seeds, and leaves a line of figures in {@code target/fuzz.txt}.
     *
     * @param name    of the device type
     * @param seconds how long, if the number of requests is not told
     * @throws AssertionError naming the seed of a finding
     */
    public static void seeds(String name, Supplier<FuzzTarget> targets, int seconds) throws IOException {
        FuzzRun run = new FuzzRun(targets);
        run.watched(() -> run.playSeeds(seconds));
        Files.createDirectories(FIGURES.getParent());
        Files.writeString(FIGURES, name + ": " + run.figures() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /**
     * Plays each line of a file, in Base64.
     *
     * @throws AssertionError naming the line of a finding
     */
    public static void corpus(Supplier<FuzzTarget> targets, Path file) throws IOException {
        FuzzRun run = new FuzzRun(targets);
        List<String> lines = Files.readAllLines(file);
        run.watched(() -> {
            for (int i = 0; i < lines.size(); i++) {
                run.life(Choices.ofBytes(Base64.getDecoder().decode(lines.get(i))), file + ", line " + (i + 1));
            }
        });
    }

    /** Plays bytes that somebody else made up; for a coverage-guided tool. */
    public static void bytes(Supplier<FuzzTarget> targets, byte[] bytes) {
        new FuzzRun(targets).life(Choices.ofBytes(bytes), bytes.length + " bytes", Long.MAX_VALUE);
    }

    private interface Play {
        void run() throws IOException;
    }

    private void playSeeds(int seconds) {
        String named = System.getProperty(Seeds.PROPERTY, "");
        if (!named.isEmpty()) {
            life(Choices.ofSeed(Long.decode(named)), "seed " + named);
            return;
        }
        long wanted = Long.getLong(REQUESTS, 0);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        SplittableRandom seeds = new SplittableRandom();
        while (wanted > 0 ? requests < wanted : System.nanoTime() < end) {
            long seed = seeds.nextInt(Integer.MAX_VALUE);
            life(Choices.ofSeed(seed), "seed " + seed + " (play it again with -D" + Seeds.PROPERTY + "=" + seed + ")");
        }
    }

    private void life(Choices choices, String from) {
        life(choices, from, DeviceFuzzer.MOST_BYTES);
    }

    private void life(Choices choices, String from, long mostBytes) {
        long begin = System.nanoTime();
        try (DeviceFuzzer fuzzer = new DeviceFuzzer(targets.get(), mostBytes)) {
            fuzzer.play(choices, LIFE);
            requests += fuzzer.requests();
            starts += fuzzer.starts();
            lives++;
        } catch (AssertionError finding) {
            throw new AssertionError(from + ": " + finding.getMessage(), finding);
        } finally {
            nanos += System.nanoTime() - begin;
        }
    }

    private void watched(Play play) {
        AtomicReference<Throwable> stray = new AtomicReference<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> stray.compareAndSet(null, thrown));
        Set<Thread> threads = Thread.getAllStackTraces().keySet();
        try {
            play.run();
            long end = System.nanoTime() + THREADS_END_WITHIN;
            while (!newSince(threads).isEmpty() && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            if (!newSince(threads).isEmpty()) {
                throw new AssertionError("threads are left: " + newSince(threads));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        if (stray.get() != null) {
            throw new AssertionError("an exception has ended a thread", stray.get());
        }
    }

    /** All but the one that the class library keeps once it has been needed. */
    private static List<Thread> newSince(Set<Thread> threads) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !threads.contains(thread) && !thread.getName().equals("CompletableFutureDelayScheduler")).toList();
    }

    private String figures() {
        double took = nanos / 1e9;
        return String.format("%d requests in %d lives and %d starts, %.1f s, %.0f a second", requests, lives, starts, took,
                requests / took);
    }
}

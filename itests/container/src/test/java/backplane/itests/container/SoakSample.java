// SPDX-License-Identifier: Apache-2.0
package backplane.itests.container;

import backplane.testkit.ProcessStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a host had at some moment of a soak, and what its drivers saw since the one before.
 *
 * @param starts    processes of the host so far
 * @param mappings  of memory files, the guests' and the host's own
 * @param heap      KiB, after a collection of all of it
 * @param classes   KiB of metaspace in use: class loaders of replaced bundles would stay here
 * @param resident  KiB
 * @param answered  since the sample before
 * @param pause     the longest that the GPIO driver waited since then, milliseconds
 */
record SoakSample(long seconds, int starts, long threads, long descriptors, long mappings, long heap, long classes, long resident,
        long answered, long pause) {
    static final String HEAD = "| seconds | processes | threads | descriptors | mappings | heap, KiB | classes, KiB | resident, MiB | "
            + "answers | longest pause, ms | deeds |\n|---|---|---|---|---|---|---|---|---|---|---|\n";
    private static final Pattern LIVE = Pattern.compile("Total +[0-9]+ +([0-9]+)");
    private static final Pattern CLASSES = Pattern.compile("Metaspace +used ([0-9]+)K");

    static SoakSample take(Path folder, long seconds, int starts, long answered, long pause) throws IOException, InterruptedException {
        String pid = Files.readString(folder.resolve("host.pid")).strip();
        Path process = Path.of("/proc", pid);
        // The histogram collects the whole heap and counts what is left in one pause: nothing that is allocated beside it is in the sum.
        long heap = first(LIVE, jcmd(pid, "GC.class_histogram")) >> 10;
        long classes = first(CLASSES, jcmd(pid, "GC.heap_info"));
        ProcessStatus status = ProcessStatus.of(Long.parseLong(pid));
        long descriptors;
        try (Stream<Path> files = Files.list(process.resolve("fd"))) {
            descriptors = files.count();
        }
        long mappings;
        try (Stream<String> maps = Files.lines(process.resolve("maps"))) {
            mappings = maps.filter(line -> line.contains("memfd:")).count();
        }
        return new SoakSample(seconds, starts, status.threads(), descriptors, mappings, heap, classes,
                status.resident(), answered, pause);
    }

    private static long first(Pattern pattern, String text) throws IOException {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IOException("no " + pattern + " in what jcmd said: " + text);
        }
        return Long.parseLong(matcher.group(1));
    }

    private static String jcmd(String pid, String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), pid, command)
                .redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException("jcmd " + pid + " " + command + ": " + text);
        }
        return text;
    }

    String row(String deeds) {
        return "| " + String.join(" | ", Arrays.asList(Long.toString(seconds), Integer.toString(starts), Long.toString(threads),
                Long.toString(descriptors), Long.toString(mappings), Long.toString(heap), Long.toString(classes),
                Long.toString(resident >> 10), Long.toString(answered), Long.toString(pause), deeds)) + " |\n";
    }
}

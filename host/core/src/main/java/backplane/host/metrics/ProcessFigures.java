// SPDX-License-Identifier: Apache-2.0
package backplane.host.metrics;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What the host itself takes, from proc(5).
 *
 * @param threads       live ones of Java
 * @param openFds       open descriptors, the one for counting among them; -1 if it cannot be told
 * @param residentBytes VmRSS; -1 if it cannot be told
 * @param mappedBytes   address space of memory files, which is what front-ends have shared; -1 if it cannot be told
 */
record ProcessFigures(long threads, long openFds, long residentBytes, long mappedBytes) {
    static ProcessFigures now() {
        return new ProcessFigures(ManagementFactory.getThreadMXBean().getThreadCount(), countFds(), resident(), mapped());
    }

    private static long countFds() {
        try (Stream<Path> fds = Files.list(Path.of("/proc/self/fd"))) {
            return fds.count();
        } catch (IOException unknown) {
            return -1;
        }
    }

    /** Guests' memory is a memfd or a file of a tmpfs or hugetlbfs, mapped shared. */
    private static long mapped() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.contains("/memfd:") || line.contains("/dev/shm/") || line.contains("/dev/hugepages/"))
                    .mapToLong(ProcessFigures::size).sum();
        } catch (IOException | RuntimeException unknown) {
            return -1;
        }
    }

    private static long size(String line) {
        int dash = line.indexOf('-');
        long begin = Long.parseUnsignedLong(line.substring(0, dash), 16);
        return Long.parseUnsignedLong(line.substring(dash + 1, line.indexOf(' ')), 16) - begin;
    }

    private static long resident() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:")).findFirst()
                    .map(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024).orElse(-1L);
        } catch (IOException | NumberFormatException unknown) {
            return -1;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Numbers of a process as it was at a moment, from proc_pid_status(5). Immutable. */
public final class ProcessStatus {
    private final List<String> lines;

    private ProcessStatus(List<String> lines) {
        this.lines = lines;
    }

    public static ProcessStatus of(long pid) {
        try {
            return new ProcessStatus(Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")));
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    public long threads() {
        return number("Threads:");
    }

    /** KiB. */
    public long resident() {
        return number("VmRSS:");
    }

    private long number(String key) {
        return lines.stream().filter(line -> line.startsWith(key)).mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst().orElseThrow(() -> new AssertionError("no " + key + " in " + lines));
    }
}

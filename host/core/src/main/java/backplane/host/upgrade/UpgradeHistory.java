// SPDX-License-Identifier: Apache-2.0
package backplane.host.upgrade;

import backplane.operation.UpgradeView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The upgrades that there were, in a file of one line each: time, type, from, to, {@code done} or {@code undone}, reason, with tabs
 * between. What is read is untrusted: a line that is none is left out, and told. Any thread.
 */
public final class UpgradeHistory {
    private static final Logger LOG = LoggerFactory.getLogger(UpgradeHistory.class);
    private static final int MOST = 200;
    private static final int LONGEST_FILE = 1 << 20;
    private static final int LONGEST_FIELD = 1000;
    private static final int FIELDS = 6;
    private static final String TAB = "\t";
    private static final String DONE = "done";
    private static final String UNDONE = "undone";

    private final Path file;
    private final List<UpgradeView> entries = new ArrayList<>();

    /** @param file null for a history that ends with the host; it need not exist */
    public UpgradeHistory(Path file) {
        this.file = file;
        if (file != null && Files.exists(file)) {
            read();
        }
    }

    public synchronized List<UpgradeView> entries() {
        return List.copyOf(entries);
    }

    /** Adds an entry; the oldest goes when there are too many. A file that cannot be written is told in the log. */
    public synchronized void add(UpgradeView entry) {
        entries.add(entry);
        if (entries.size() > MOST) {
            entries.remove(0);
        }
        if (file != null) {
            write();
        }
    }

    private void read() {
        try {
            long size = Files.size(file);
            if (size > LONGEST_FILE) {
                LOG.error("{} has {} bytes; a history has at most {}. It is not read, and is written anew with the next upgrade",
                        file, size, LONGEST_FILE);
                return;
            }
            int number = 0;
            for (String line : new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\n")) {
                number++;
                UpgradeView entry = parse(line);
                if (entry == null) {
                    LOG.warn("{}, line {}: is no upgrade, and left out", file, number);
                } else {
                    entries.add(entry);
                }
            }
            while (entries.size() > MOST) {
                entries.remove(0);
            }
        } catch (IOException unreadable) {
            LOG.error("{} cannot be read: {}", file, unreadable.getMessage());
        }
    }

    /** @return null if it is none */
    private static UpgradeView parse(String line) {
        String[] fields = line.split(TAB, -1);
        if (fields.length != FIELDS || !fields[4].equals(DONE) && !fields[4].equals(UNDONE)) {
            return null;
        }
        for (String field : fields) {
            if (field.length() > LONGEST_FIELD || field.chars().anyMatch(Character::isISOControl)) {
                return null;
            }
        }
        try {
            return new UpgradeView(Instant.parse(fields[0]), fields[1], fields[2], fields[3], fields[4].equals(DONE), fields[5]);
        } catch (DateTimeException noTime) {
            return null;
        }
    }

    private void write() {
        List<String> lines = entries.stream().map(entry -> String.join(TAB, entry.when().toString(), clean(entry.type()),
                clean(entry.from()), clean(entry.to()), entry.done() ? DONE : UNDONE, clean(entry.reason()))).toList();
        Path draft = file.resolveSibling(file.getFileName() + ".draft");
        try {
            Files.write(draft, lines);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            LOG.error("the history of upgrades cannot be kept in {}: {}", file, failure.getMessage());
        }
    }

    private static String clean(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ");
        return line.length() > LONGEST_FIELD ? line.substring(0, LONGEST_FIELD) : line;
    }
}

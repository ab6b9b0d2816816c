// SPDX-License-Identifier: Apache-2.0
package backplane.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.testkit.HostProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The reference of all settings is printed from the tables that the host checks settings by, as {@code vhost:types TYPE} shows them. With
 * {@code -Dbackplane.docs=write} this writes the page instead of comparing it.
 */
@Tag("docs")
class ConfigurationPageTest {
    private static final Path ROOT = Path.of(System.getProperty("backplane.root"));
    private static final Path PAGE = ROOT.resolve("docs/configuration.md");
    private static final int COLUMNS = 4;

    @Test
    void thePageSaysWhatTheHostSays(@TempDir Path folder) throws IOException {
        String page;
        try (HostProcess host = HostProcess.start(ROOT, folder, Map.of())) {
            page = page(host);
        }
        if (System.getProperty("backplane.docs", "").equals("write")) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE)).as("%s is out of date; write it anew with -Dbackplane.docs=write", PAGE).isEqualTo(page);
    }

    private static String page(HostProcess host) {
        List<String> types = rows(host.must("types"), 2).stream().map(row -> row.get(0)).toList();
        assertThat(types).as("types of the distribution").hasSizeGreaterThanOrEqualTo(COLUMNS);
        Set<List<String>> everywhere = null;
        for (String type : types) {
            Set<List<String>> settings = new LinkedHashSet<>(rows(host.must("types", type), COLUMNS));
            if (everywhere == null) {
                everywhere = settings;
            } else {
                everywhere.retainAll(settings);
            }
        }
        StringBuilder page = new StringBuilder("""
                # Configuration reference

                Printed from the tables by which the host checks settings; a test compares. One device is one file,
                `etc/backplane.device~NAME.cfg` in the host's folder, of lines `KEY = VALUE`. A change is taken over at once; a wrong value
                or an unknown key is refused by name, in the log and in `vhostctl show NAME`, and the device goes on as it was.
                `vhostctl types TYPE` prints the same. The pages of the types tell more: [gpio](../devices.gpio/README.md),
                [i2c](../devices.i2c/README.md), [scmi](../devices.scmi/README.md), [sound](../devices.sound/README.md).

                ## Every device

                `type` has to be given: one of %s.
                """.formatted(String.join(", ", types.stream().map(type -> "`" + type + "`").toList())));
        table(page, everywhere);
        for (String type : types) {
            page.append("\n## ").append(type).append('\n');
            Set<List<String>> own = new LinkedHashSet<>(rows(host.must("types", type), COLUMNS));
            own.removeAll(everywhere);
            table(page, own);
        }
        return page.toString();
    }

    private static void table(StringBuilder page, Set<List<String>> settings) {
        page.append("\n| key | if not given | allowed | meaning |\n|---|---|---|---|\n");
        for (List<String> row : settings) {
            page.append("| `").append(row.get(0)).append("` | ").append(row.get(1).equals("-") ? "" : "`" + row.get(1) + "`").append(" | ")
                    .append(text(row.get(2))).append(" | ").append(text(row.get(3))).append(" |\n");
        }
    }

    private static String text(String cell) {
        return cell.replace("|", "\\|").replace("<", "\\<").replace("*", "\\*");
    }

    /** The rows under the heading of a table of the console, whose columns begin where those of the heading do. */
    private static List<List<String>> rows(String printed, int columns) {
        String[] lines = printed.strip().split("\n");
        List<Integer> starts = new ArrayList<>();
        for (int i = 0; i < lines[0].length() && starts.size() < columns; i++) {
            if (i == 0 || lines[0].charAt(i) != ' ' && lines[0].startsWith("  ", i - 2)) {
                starts.add(i);
            }
        }
        assertThat(starts).as(lines[0]).hasSize(columns);
        List<List<String>> rows = new ArrayList<>();
        for (int line = 1; line < lines.length; line++) {
            List<String> row = new ArrayList<>();
            for (int column = 0; column < columns; column++) {
                int end = column + 1 < columns ? starts.get(column + 1) : lines[line].length();
                row.add(lines[line].substring(starts.get(column), end).strip());
            }
            rows.add(row);
        }
        return rows;
    }
}

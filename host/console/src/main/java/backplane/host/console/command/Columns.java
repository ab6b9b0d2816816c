// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.command;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.karaf.shell.support.table.ShellTable;

/** A table whose columns line up, without frames: easy for the eye, and for {@code awk}. */
final class Columns {
    private static final String GAP = "  ";
    private final ShellTable table = new ShellTable().noHeaders().separator(GAP);

    /** @param headers one for each column, empty for none */
    Columns(String... headers) {
        Arrays.stream(headers).forEach(table::column);
        if (Stream.of(headers).anyMatch(header -> !header.isEmpty())) {
            row((Object[]) headers);
        }
    }

    Columns row(Object... cells) {
        table.addRow().addContent(cells);
        return this;
    }

    void print(PrintStream out) {
        table.print(out, StandardCharsets.UTF_8, true);
    }
}

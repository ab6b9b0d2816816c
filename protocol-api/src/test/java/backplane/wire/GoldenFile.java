// SPDX-License-Identifier: Apache-2.0
package backplane.wire;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A table that src/test/c/layouts.c printed: lines of columns between commas, after one line of their names. */
public final class GoldenFile {
    private GoldenFile() {
    }

    /** The lines of a file of src/test/resources, each cut into its columns. */
    public static List<String[]> read(String name) {
        try (var lines = new BufferedReader(new InputStreamReader(
                GoldenFile.class.getResourceAsStream("/" + name), StandardCharsets.US_ASCII))) {
            return lines.lines().skip(1).map(line -> line.split(",")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.host.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each row of the page of faults names a test that is there, and each neighbour has rows. */
@Tag("docs")
class FaultTableTest {
    private static final Path ROOT = Path.of(System.getProperty("backplane.root"));
    private static final Pattern ROW = Pattern.compile("^\\| ([^|:]+): .*\\| `(\\w+)\\.(\\w+)` \\|$");

    @Test
    void eachFaultHasItsTest() throws IOException {
        Map<String, Path> tests = tests();
        List<String> neighbours = new ArrayList<>();
        for (String line : Files.readAllLines(ROOT.resolve("docs/faults.md"))) {
            if (!line.startsWith("| ") || line.startsWith("| fault |")) {
                continue;
            }
            Matcher row = ROW.matcher(line);
            assertThat(row.matches()).as("a row with its test at the end: %s", line).isTrue();
            neighbours.add(row.group(1));
            Path test = tests.get(row.group(2) + ".java");
            assertThat(test).as("the class of the test of: %s", line).isNotNull();
            assertThat(Files.readString(test)).as("the test of: %s", line).containsPattern("void " + row.group(3) + "\\(");
        }
        assertThat(neighbours).contains("front-end", "front-end's memory", "guest driver", "kernel", "hardware", "ourselves",
                "saved state", "limit");
    }

    private static Map<String, Path> tests() throws IOException {
        Map<String, Path> tests = new HashMap<>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                String name = folder.getFileName().toString();
                return name.equals("target") || name.startsWith(".") ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith("Test.java")) {
                    tests.put(file.getFileName().toString(), file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return tests;
    }
}

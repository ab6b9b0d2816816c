// SPDX-License-Identifier: Apache-2.0
package backplane.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.testkit.HostProcess;
import backplane.testkit.PageBlock;
import backplane.testkit.PageShell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs the blocks of the pages in {@code docs}, in order, on a host with a device gpio0; the operating guide has a test of its own. */
@Tag("docs")
class PagesTest {
    private static final Path ROOT = Path.of(System.getProperty("backplane.root"));
    private static final List<String> KINDS = List.of("sh", "sh not-run", "guest", "text", "xml", "ini", "yaml", "dockerfile", "udev");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#]+)(#[^)]*)?\\)");

    static Stream<Path> pages() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
            return files.filter(file -> file.toString().endsWith(".md")).sorted().toList().stream();
        }
    }

    static Stream<Path> pagesToRun() throws IOException {
        return pages().filter(page -> !page.endsWith("operating.md") && blocks(page).stream().anyMatch(block -> block.isFor("sh")));
    }

    @ParameterizedTest
    @MethodSource("pagesToRun")
    void eachLineDoesWhatItSays(Path page, @TempDir Path folder) throws Exception {
        Path work = Files.createDirectory(folder.resolve("work"));
        Path home = Files.createDirectory(folder.resolve("host"));
        try (HostProcess host = HostProcess.start(ROOT, home, Map.of("gpio0", Map.of("type", "gpio", "names", "power,reset,fault,ready")));
                PageShell shell = new PageShell(shell(work, host))) {
            for (PageBlock block : blocks(page)) {
                if (block.isFor("sh")) {
                    shell.must(block);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void eachBlockSaysWhatItIsAndLinksLeadSomewhere(Path page) throws IOException {
        assertThat(blocks(page)).allMatch(block -> KINDS.contains(block.kind()), "of a known kind").allMatch(block ->
                block.isFor("sh") || !block.isFor("guest") || page.endsWith("operating.md"), "for somebody who runs it");
        String text = Files.readString(page);
        Matcher links = LINK.matcher(text);
        while (links.find()) {
            if (!links.group(1).contains("://")) {
                assertThat(page.resolveSibling(links.group(1))).as("%s: %s", page.getFileName(), links.group()).exists();
            }
        }
    }

    @Test
    void theReadmeNamesEachPage() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        assertThat(pages().map(page -> ROOT.relativize(page).toString())).allMatch(readme::contains, "in README.md");
    }

    private static ProcessBuilder shell(Path work, HostProcess host) {
        ProcessBuilder builder = new ProcessBuilder("bash").directory(work.toFile());
        Map<String, String> environment = builder.environment();
        environment.put("PATH", ROOT.resolve("host/distribution/target/assembly/bin") + ":" + environment.get("PATH"));
        environment.put("BACKPLANE_DIR", host.folder().toString());
        environment.put("BACKPLANE_SOURCES", ROOT.toString());
        return builder;
    }

    private static List<PageBlock> blocks(Path page) {
        try {
            return PageBlock.of(page);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}

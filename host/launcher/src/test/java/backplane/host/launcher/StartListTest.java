// SPDX-License-Identifier: Apache-2.0
package backplane.host.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The list of bundles, as Karaf's assembly writes it. */
@Tag("container")
class StartListTest {
    @TempDir
    Path folder;
    private Path list;

    @BeforeEach
    void makeJars() throws IOException {
        list = folder.resolve("startup.properties");
        for (String jar : List.of("a/b/one/1.0/one-1.0.jar", "a/b/two/2.0-SNAPSHOT/two-2.0-SNAPSHOT.jar", "org/karaf/x/1/x-1.jar")) {
            Files.createDirectories(folder.resolve(jar).getParent());
            Files.createFile(folder.resolve(jar));
        }
    }

    private List<StartList.Entry> read(String text, String... without) throws IOException {
        Files.writeString(list, text);
        return StartList.read(list, folder, List.of(without));
    }

    @Test
    void ordersByLevelThenNameAndLeavesOutWhatIsNotWanted() throws IOException {
        String text = "# a comment\nmvn\\:org.karaf/x/1 = 1\nmvn\\:a.b/two/2.0-SNAPSHOT = 9\nmvn\\:a.b/one/1.0 = 80\n";
        assertThat(read(text, "org.karaf", "")).containsExactly(
            new StartList.Entry(folder.resolve("a/b/two/2.0-SNAPSHOT/two-2.0-SNAPSHOT.jar"), 9),
            new StartList.Entry(folder.resolve("a/b/one/1.0/one-1.0.jar"), 80));
        assertThat(read(text, "")).hasSize(3);
    }

    @Test
    void leavesOutAnArtifactByItsWholeName() throws IOException {
        assertThat(read("mvn\\:a.b/two/2.0-SNAPSHOT = 9\nmvn\\:a.b/one/1.0 = 9\n", "a.b/one/")).hasSize(1);
    }

    @Test
    void namesAJarThatIsMissing() {
        assertThatThrownBy(() -> read("mvn\\:a.b/three/3 = 9\n")).isInstanceOf(IOException.class)
            .hasMessageContaining("mvn:a.b/three/3").hasMessageContaining("three-3.jar");
    }

    @Test
    void refusesEachMalformedLine() {
        for (String line : List.of("file\\:a/b/c = 9", "mvn\\:a/b = 9", "mvn\\:a/b/c/d = 9", "mvn\\:a.b/one/1.0 = 0",
                "mvn\\:a.b/one/1.0 = x", "mvn\\:a.b/one/1.0 = 1000", "mvn\\:a.b/one/1.0 =", "\\u00zz = 1")) {
            assertThatThrownBy(() -> read(line)).as(line).isInstanceOf(IOException.class).hasMessageContaining("startup.properties");
        }
    }

    @Test
    void saysThatThereIsNoList() {
        assertThatThrownBy(() -> StartList.read(folder.resolve("none"), folder, List.of())).isInstanceOf(IOException.class)
            .hasMessageContaining("none");
    }
}

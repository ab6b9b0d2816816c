// SPDX-License-Identifier: Apache-2.0
package backplane.host.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.operation.UpgradeView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The history outlives the host, and is read as something that anybody may have written. */
@Tag("upgrade")
class UpgradeHistoryTest {
    private static final String GOOD = "2026-01-02T03:04:05Z\tgpio\tdev 1\tdev 2\tdone\t\n";

    @TempDir
    Path folder;
    private Path file;

    @BeforeEach
    void place() {
        file = folder.resolve("upgrades");
    }

    @Test
    void entriesAreThereAfterARestart() {
        UpgradeHistory history = new UpgradeHistory(file);
        history.add(new UpgradeView(Instant.EPOCH, "gpio", "dev 1", "dev 2", false, "two\nlines\tand a tab"));
        assertThat(new UpgradeHistory(file).entries()).containsExactly(
                new UpgradeView(Instant.EPOCH, "gpio", "dev 1", "dev 2", false, "two lines and a tab"));
    }

    @Test
    void aFileOfBytesIsRead() throws IOException {
        Files.writeString(file, GOOD);
        assertThat(new UpgradeHistory(file).entries()).containsExactly(
                new UpgradeView(Instant.parse("2026-01-02T03:04:05Z"), "gpio", "dev 1", "dev 2", true, ""));
    }

    @Test
    void eachFieldThatIsWrongCostsItsLineAlone() throws IOException {
        for (String spoiled : List.of("", "x", GOOD.replace("2026-01", "2026-13"), GOOD.replace("done", "perhaps"),
                GOOD.replace("\tdev 2", ""), GOOD.replace("dev 2", "dev\u0007 2"), GOOD.replace("dev 2", "d".repeat(1001)))) {
            Files.writeString(file, spoiled.stripTrailing() + "\n" + GOOD);
            assertThat(new UpgradeHistory(file).entries()).as(spoiled).hasSize(1);
        }
        Files.write(file, new byte[] {(byte) 0xff, 0, (byte) 0xfe, '\n'});
        assertThat(new UpgradeHistory(file).entries()).isEmpty();
    }

    @Test
    void aFileThatIsTooLargeIsNotRead() throws IOException {
        Files.write(file, GOOD.repeat(30_000).getBytes(StandardCharsets.UTF_8));
        assertThat(new UpgradeHistory(file).entries()).isEmpty();
    }

    @Test
    void onlyTheLatestAreKept() {
        UpgradeHistory history = new UpgradeHistory(file);
        for (int i = 0; i < 205; i++) {
            history.add(new UpgradeView(Instant.ofEpochSecond(i), "gpio", "a", "b", true, ""));
        }
        assertThat(new UpgradeHistory(file).entries()).hasSize(200).first()
                .extracting(UpgradeView::when).isEqualTo(Instant.ofEpochSecond(5));
    }
}

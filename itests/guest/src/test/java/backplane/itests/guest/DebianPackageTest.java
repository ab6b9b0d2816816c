// SPDX-License-Identifier: Apache-2.0
package backplane.itests.guest;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.testkit.GuestProcess;
import backplane.testkit.PageBlock;
import backplane.testkit.PageShell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operating guide, line by line, on a fresh Debian 12 system with its own systemd, with a real guest connected. Needs root. */
@Tag("guest")
@Tag("package")
class DebianPackageTest {
    private static final Path GUIDE = GuestLab.ROOT.resolve("docs/operating.md");
    @TempDir
    private Path exchange;

    @BeforeEach
    void guests() {
        GuestLab.require();
        FreshDebian.require();
    }

    @Test
    void eachLineOfTheOperatingGuideDoesWhatItSaysWithTheGuestConnected() throws Exception {
        Files.copy(built(), exchange.resolve(built().getFileName().toString()));
        try (FreshDebian debian = FreshDebian.boot(exchange); PageShell shell = debian.shell()) {
            GuestProcess guest = null;
            try {
                for (PageBlock block : PageBlock.of(GUIDE)) {
                    if (block.section().equals("Upgrade") && Files.notExists(exchange.resolve(FreshDebian.NEXT))) {
                        nextVersion(shell);
                    } else if (block.section().equals("Remove") && guest != null) {
                        shell.must("another process serves", "test $former != $(systemctl show -p MainPID --value backplane@main)");
                        requireThatItMissedNothing(guest);
                        guest.close();
                        guest = null;
                    }
                    if (block.isFor("sh")) {
                        shell.must(block);
                    } else if (block.isFor("guest")) {
                        guest = guest == null ? boot(debian) : guest;
                        for (String line : block.text().split("\n")) {
                            guest.must(line);
                        }
                    }
                }
                assertThat(guest).as("the guest was there and has ended").isNull();
            } finally {
                if (guest != null) {
                    guest.close();
                }
            }
        }
    }

    private static GuestProcess boot(FreshDebian debian) throws IOException {
        GuestProcess guest = GuestLab.UML.boot("gpio", debian.outside("/var/lib/backplane/main/gpio0.sock"));
        // a line that the guide's own lines leave alone: a line has one user at a time
        guest.watch("reads", "while gpioget -c gpiochip0 reset >/tmp/read; do :; done; echo stopped; cat /tmp/read");
        return guest;
    }

    /** It read all the time, through the restart and the upgrade: none failed. */
    private static void requireThatItMissedNothing(GuestProcess guest) {
        guest.run("stop reads");
        assertThat(guest.restOf("reads")).as("no read failed").noneMatch(line -> line.contains("stopped"));
    }

    /** The package once more with a higher version, in the place of the first. */
    private static void nextVersion(PageShell shell) {
        shell.must("the next version", """
                former=$(systemctl show -p MainPID --value backplane@main)
                dpkg-deb -R ./backplane_*_all.deb /tmp/next
                rm ./backplane_*_all.deb
                sed -i 's/^Version: .*/Version: 99/' /tmp/next/DEBIAN/control
                dpkg-deb -Znone -b /tmp/next ./%s""".formatted(FreshDebian.NEXT));
    }

    private static Path built() throws IOException {
        try (Stream<Path> files = Files.list(GuestLab.ROOT.resolve("host/packages/target"))) {
            return files.filter(file -> file.toString().endsWith("_all.deb")).findFirst().orElseThrow();
        }
    }
}

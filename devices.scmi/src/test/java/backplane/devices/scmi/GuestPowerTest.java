// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.device.DeviceSettings;
import backplane.device.SettingRejected;
import backplane.devices.scmi.protocol.SystemProtocol;
import backplane.devices.scmi.wire.ScmiStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A guest asks for its own end or a new start (SYSTEM_POWER_STATE_SET), and the operator has a command for that. */
@Tag("scmi")
@Timeout(60)
class GuestPowerTest {
    private static final int ROOM = 64;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

    @TempDir
    private Path folder;

    private Path script(String text) throws IOException {
        return Files.writeString(folder.resolve("command.sh"), text);
    }

    private static void await(Path file) {
        long end = System.nanoTime() + PATIENCE;
        while (!Files.exists(file)) {
            assertThat(System.nanoTime() - end).as("%s does not come", file).isNegative();
            Thread.onSpinWait();
        }
    }

    /** State 0 shutdown, 1 cold reset, 2 warm reset. */
    @ParameterizedTest
    @CsvSource({"00, shutdown", "01, cold-reset", "02, warm-reset"})
    void theCommandIsRunWithoutAShellAndKnowsWhoAsksForWhat(String state, String word) throws IOException {
        Path said = folder.resolve("said");
        Path script = script("echo \"$1 $BACKPLANE_DEVICE $BACKPLANE_STATE ${HOME-none}\" >" + said + ".part; mv " + said + ".part "
                + said);
        String command = "/bin/sh " + script + " $(id)";
        try (DriverSide driver = new DriverSide("on-shutdown", command, "on-reset", command)) {
            assertThat(driver.ask("03 48 00 00 00 00 00 00 " + state + " 00 00 00", ROOM)).isEqualTo("03 48 00 00 00 00 00 00");
            await(said);
            assertThat(said).hasContent("$(id) scmi0 " + word + " none");
        }
    }

    @Test
    void aSecondWishIsBusyUntilTheFirstIsDone() throws IOException {
        Path begun = folder.resolve("begun");
        Path go = folder.resolve("go");
        Path script = script("touch " + begun + "; until [ -e " + go + " ]; do sleep 0.01; done");
        try (DriverSide driver = new DriverSide("on-shutdown", "/bin/sh " + script)) {
            String wish = "03 48 00 00 00 00 00 00 00 00 00 00";
            assertThat(driver.ask(wish, ROOM)).isEqualTo("03 48 00 00 00 00 00 00");
            await(begun);
            assertThat(driver.ask(wish, ROOM)).as("BUSY").isEqualTo("03 48 00 00 fa ff ff ff");
            assertThat(driver.ask("04 48 00 00", ROOM)).as("others are answered").startsWith("04 48 00 00 00 00 00 00");
            Files.createFile(go);
            long end = System.nanoTime() + PATIENCE;
            String answer = driver.ask(wish, ROOM);
            while (!answer.equals("03 48 00 00 00 00 00 00")) {
                assertThat(System.nanoTime() - end).as(answer).isNegative();
                answer = driver.ask(wish, ROOM);
            }
        }
    }

    @Test
    void aGuestThatMayNotIsDeniedAndNothingIsRun() throws IOException {
        Path said = folder.resolve("said");
        Path script = script("touch " + said);
        try (DriverSide driver = new DriverSide("allow", "all, system:read", "on-shutdown", "/bin/sh " + script)) {
            assertThat(driver.ask("03 48 00 00 00 00 00 00 00 00 00 00", ROOM)).isEqualTo("03 48 00 00 fd ff ff ff");
        }
        assertThat(said).doesNotExist();
    }

    @Test
    void aCommandThatDoesNotEndIsKilledWithItsChildrenAndTheNextWishIsTaken() throws IOException {
        Path number = folder.resolve("number");
        Path script = script("sleep 1000 & echo $! >" + number + ".part; mv " + number + ".part " + number + "; wait");
        GuestPower power = new GuestPower("short", Duration.ofMillis(300));
        power.set(List.of("/bin/sh", script.toString()), List.of());
        assertThat(power.ask(SystemProtocol.SHUTDOWN)).isEqualTo(ScmiStatus.SUCCESS);
        await(number);
        ProcessHandle.of(Long.parseLong(Files.readString(number).strip())).ifPresent(child ->
                assertThat(child.onExit()).succeedsWithin(Duration.ofSeconds(30)));
        long end = System.nanoTime() + PATIENCE;
        while (power.ask(SystemProtocol.SHUTDOWN) != ScmiStatus.SUCCESS) {
            assertThat(System.nanoTime() - end).isNegative();
            Thread.onSpinWait();
        }
    }

    @Test
    void withoutACommandTheWishIsItsVmms() {
        try (DriverSide driver = new DriverSide()) {
            assertThat(driver.ask("03 48 00 00 00 00 00 00 00 00 00 00", ROOM)).isEqualTo("03 48 00 00 00 00 00 00");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"poweroff", "./poweroff", "/nowhere/poweroff", "/etc/passwd x", "/"})
    void whatCannotBeRunIsToldWhenTheDeviceIsMade(String command) {
        assertThatThrownBy(() -> DriverSide.component().create(new DeviceSettings("scmi0", Map.of("on-shutdown", command))))
                .isInstanceOf(SettingRejected.class).hasMessageContaining("on-shutdown").hasMessageContaining("absolute path");
    }
}

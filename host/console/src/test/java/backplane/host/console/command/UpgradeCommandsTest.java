// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.host.console.FakeUpgrades;
import backplane.host.console.Terminal;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What an operator reads of upgrades. */
@Tag("console")
class UpgradeCommandsTest {
    private final Terminal terminal = new Terminal();
    private final FakeUpgrades upgrades = new FakeUpgrades();

    @Test
    void anUpgradeTellsWhoTookOverAndIsListed() throws Exception {
        upgrade("file:/good.jar", false, 7).execute();
        assertThat(terminal.text()).contains("x: dev.x 2 has taken over from dev.x 1");
        assertThat(upgrades.watched).isEqualTo(Duration.ofSeconds(7));
        UpgradesCommand list = new UpgradesCommand();
        list.operations = upgrades;
        list.session = terminal.session();
        list.execute();
        assertThat(terminal.text()).contains("FROM", "dev.x 1", "done");
    }

    @Test
    void aDryRunTellsAndDoesNothing() throws Exception {
        upgrade("file:/good.jar", true, 3).execute();
        assertThat(terminal.text()).contains("x0: would be moved");
        assertThat(upgrades.history).isEmpty();
    }

    @Test
    void aRefusalIsAMessageAndNotAStackTrace() {
        assertThatThrownBy(() -> upgrade("file:/bad.jar", false, 3).execute()).hasMessageContaining("does not take over", "x0");
        assertThatThrownBy(() -> upgrade("file:/good.jar", false, -1).execute()).hasMessageContaining("--watch is -1");
        RollbackCommand back = new RollbackCommand();
        back.type = "x";
        back.operations = upgrades;
        back.session = terminal.session();
        assertThatThrownBy(back::execute).hasMessageContaining("nothing to go back to");
    }

    private UpgradeCommand upgrade(String location, boolean dryRun, int watch) {
        UpgradeCommand command = new UpgradeCommand();
        command.type = "x";
        command.location = location;
        command.dryRun = dryRun;
        command.watch = watch;
        command.operations = upgrades;
        command.session = terminal.session();
        return command;
    }
}

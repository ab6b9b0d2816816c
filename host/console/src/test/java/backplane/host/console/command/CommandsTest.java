// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.host.console.FakeOperations;
import backplane.host.console.FakeUpgrades;
import backplane.host.console.Terminal;
import backplane.operation.OperationRefused;
import java.util.List;
import java.util.Map;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.support.CommandException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What each command writes, and how it refuses. */
@Tag("console")
class CommandsTest {
    private final FakeOperations host = new FakeOperations();
    private final Terminal terminal = new Terminal();

    @Test
    void listHasADeviceOnEachLine() throws Exception {
        host.with(FakeOperations.busy("gpio1")).with(FakeOperations.ready("g", "/run/a b.sock"));
        run(list());
        assertThat(terminal.text()).isEqualTo("""
                NAME   TYPE  STATE   FRONT-END  SOCKET           PROBLEM
                g      gpio  READY   -          /run/a b.sock    -
                gpio1  gpio  PARKED  pid 4711   /run/gpio1.sock  its bundle is away; install it again
                """);
    }

    @Test
    void listOfNothingSaysWhatToDo() throws Exception {
        run(list());
        assertThat(terminal.text()).contains("vhost:create");
    }

    @Test
    void typesHasATypeOnEachLine() throws Exception {
        run(types(null));
        assertThat(terminal.text()).isEqualTo("""
                TYPE  VIRTIO ID  QEMU DEVICE          BUNDLE
                gpio  41         vhost-user-gpio-pci  backplane.devices.gpio 1.0
                """);
    }

    @Test
    void typesOfOneHasItsSettingsAndThoseOfAllDevices() throws Exception {
        run(types("gpio"));
        assertThat(terminal.text()).isEqualTo("""
                KEY    IF NOT GIVEN  ALLOWED        MEANING
                lines  8             1 to 1024      how many lines
                names  -             a list         their names
                mode   0660          an octal mode  who may connect
                """);
        assertRefused(() -> run(types("sound")), "no bundle offers the type 'sound' now; types are: gpio");
    }

    @Test
    void showHasEverything() throws Exception {
        host.with(FakeOperations.busy("gpio0"));
        run(show("gpio0"));
        assertThat(terminal.text()).isEqualTo("""
                gpio0
                   type       gpio
                   state      PARKED: a front-end is connected, the device behind it is away
                   problem    its bundle is away; install it again
                   socket     /run/gpio0.sock
                   front-end  pid 4711
                   features   VERSION_1
                Settings
                   chip   simulated
                   lines  8
                Queues
                   QUEUE  NAME      SIZE  STATE             HELD  PROBLEM
                   0      requestq  64    started, enabled  2     -
                   1      eventq    -     broken            0     index jump
                Counters
                   requests  12
                   faults    0
                The device's own
                   edges_merged  7  edges told with others
                """);
    }

    @Test
    void showLeavesOutWhatIsNotThere() throws Exception {
        host.with(FakeOperations.ready("gpio0", "/run/gpio0.sock"));
        run(show("gpio0"));
        assertThat(terminal.text()).isEqualTo("""
                gpio0
                   type    gpio
                   state   READY: waits for a front-end
                   socket  /run/gpio0.sock
                """);
    }

    @Test
    void anUnknownNameIsRefusedWithThoseThatThereAre() {
        assertRefused(() -> run(show("x")), "there is no device 'x'; there are no devices");
        host.with(FakeOperations.ready("b", "/b")).with(FakeOperations.ready("a", "/a"));
        assertRefused(() -> run(show("x")), "there is no device 'x'; devices are: a, b");
    }

    @Test
    void createPassesTheSettingsOnAndTellsTheSocket() throws Exception {
        run(create("g", "lines=4", "names=a=b, c", "mode="));
        assertThat(host.created).isEqualTo(Map.of("lines", "4", "names", "a=b, c", "mode", ""));
        assertThat(terminal.text()).isEqualTo("g: /run/g.sock\n");
    }

    @Test
    void createRefusesWhatIsNoSetting() {
        assertRefused(() -> run(create("g", "lines")), "'lines' is no setting; write key=value");
        assertRefused(() -> run(create("g", "=4")), "'=4' is no setting");
        assertRefused(() -> run(create("g", "lines=4", "lines=5")), "the key 'lines' is given twice");
        assertThat(host.slots()).isEmpty();
    }

    @Test
    void whatTheHostRefusesIsSaidAsItIs() {
        host.with(FakeOperations.ready("g", "/g"));
        assertRefused(() -> run(create("g")), "the name 'g' is taken; choose another");
        DestroyCommand destroy = new DestroyCommand();
        destroy.operations = host;
        destroy.name = "x";
        assertRefused(() -> run(destroy), "there is no device 'x'");
    }

    @Test
    void destroyRemovesTheDevice() throws Exception {
        host.with(FakeOperations.ready("g", "/g"));
        DestroyCommand destroy = new DestroyCommand();
        destroy.operations = host;
        destroy.name = "g";
        run(destroy);
        assertThat(host.slots()).isEmpty();
    }

    private ListCommand list() {
        ListCommand command = new ListCommand();
        command.operations = host;
        command.session = terminal.session();
        return command;
    }

    private TypesCommand types(String type) {
        TypesCommand command = new TypesCommand();
        command.operations = host;
        command.session = terminal.session();
        command.type = type;
        return command;
    }

    private ShowCommand show(String name) {
        ShowCommand command = new ShowCommand();
        command.upgrades = new FakeUpgrades();
        command.operations = host;
        command.session = terminal.session();
        command.name = name;
        return command;
    }

    private CreateCommand create(String name, String... settings) {
        CreateCommand command = new CreateCommand();
        command.operations = host;
        command.session = terminal.session();
        command.type = "gpio";
        command.name = name;
        command.settings = settings.length == 0 ? null : List.of(settings);
        return command;
    }

    private static void run(Action action) throws Exception {
        action.execute();
    }

    /** As Karaf prints it, and as vhostctl tells it from wrong usage. */
    private static void assertRefused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isExactlyInstanceOf(CommandException.class).hasMessageStartingWith(message)
                .hasCauseInstanceOf(OperationRefused.class)
                .satisfies(refused -> assertThat(((CommandException) refused).getNiceHelp()).isEqualTo(refused.getMessage()));
    }
}

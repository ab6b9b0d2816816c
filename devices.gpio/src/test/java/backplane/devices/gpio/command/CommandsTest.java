// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.device.DeviceSettings;
import backplane.device.SettingRejected;
import backplane.devices.gpio.GpioComponent;
import backplane.devices.gpio.GpioDevices;
import backplane.devices.gpio.linux.HostLines;
import backplane.devices.gpio.simulated.SimulatedBoard;
import backplane.testkit.FakeKernel;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.ArgumentCommandLine;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.support.CommandException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("gpio")
class CommandsTest {
    private final SimulatedBoard board = new SimulatedBoard();
    private final GpioDevices devices = new GpioDevices();
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final PrintStream console = new PrintStream(output, true, StandardCharsets.UTF_8);
    private final Session session = (Session) Proxy.newProxyInstance(Session.class.getClassLoader(), new Class<?>[] {Session.class},
            (proxy, method, args) -> method.getName().equals("getConsole") ? console : null);

    @BeforeEach
    void aDevice() throws SettingRejected {
        FakeKernel kernel = new FakeKernel();
        HostLines hostLines = new HostLines(kernel.charDevices(), kernel.heldDevices(), kernel.pollers());
        new GpioComponent(board, hostLines, devices).create(new DeviceSettings("gpio0", Map.of(
                "lines", "2", "names", "led", "values", "1")));
    }

    @Test
    void lines() throws CommandException {
        poke("gpio0", "1", 1);
        lines("gpio0");
        assertThat(output.toString(StandardCharsets.UTF_8)).containsPattern("Line.*Name.*Direction.*Level.*IRQ type.*IRQ.*Driven by")
                .containsPattern("0\\s.*led\\s.*-\\s.*1\\s.*-\\s.*-\\s.*pull").containsPattern("1\\s.*-\\s.*1\\s.*-\\s.*-\\s.*poke");
    }

    @Test
    void linesOfNobody() {
        assertThatThrownBy(() -> lines("gpio9")).hasMessage("there is no GPIO device 'gpio9'; there are [gpio0]");
    }

    @Test
    void pokeRefused() {
        assertThatThrownBy(() -> poke("gpio0", "7", 1)).isInstanceOf(CommandException.class).hasMessageContaining("no line '7'");
    }

    @Test
    void completion() {
        DeviceNameCompleter names = new DeviceNameCompleter();
        names.devices = devices;
        SimulatedNameCompleter simulated = new SimulatedNameCompleter();
        simulated.board = board;
        LineCompleter lines = new LineCompleter();
        lines.board = board;
        assertThat(completed(names, line("gp"))).containsExactly("gpio0 ");
        assertThat(completed(simulated, line("gp"))).containsExactly("gpio0 ");
        assertThat(completed(lines, line("gpio0", ""))).containsExactly("1 ", "led ");
        assertThat(completed(lines, line("gpio9", ""))).isEmpty();
        assertThat(completed(lines, new ArgumentCommandLine("", 0))).isEmpty();
    }

    private void lines(String name) {
        LinesCommand command = new LinesCommand();
        command.name = name;
        command.devices = devices;
        command.session = session;
        command.execute();
    }

    private void poke(String name, String line, int level) throws CommandException {
        PokeCommand command = new PokeCommand();
        command.name = name;
        command.line = line;
        command.level = level;
        command.board = board;
        command.execute();
    }

    private List<String> completed(Completer completer, CommandLine line) {
        List<String> candidates = new ArrayList<>();
        completer.complete(session, line, candidates);
        return candidates;
    }

    /** The cursor is at the end of the last argument. */
    private static CommandLine line(String... arguments) {
        return (CommandLine) Proxy.newProxyInstance(CommandLine.class.getClassLoader(), new Class<?>[] {CommandLine.class},
                (proxy, method, args) -> switch (method.getName()) {
                    case "getArguments" -> arguments;
                    case "getCursorArgumentIndex" -> arguments.length - 1;
                    case "getCursorArgument" -> arguments[arguments.length - 1];
                    case "getArgumentPosition" -> arguments[arguments.length - 1].length();
                    case "getBufferPosition" -> String.join(" ", arguments).length();
                    default -> String.join(" ", arguments);
                });
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.control;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.host.console.frame.ExitStatus;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.karaf.shell.support.CommandException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How a command's end becomes an exit status and a message. */
@Tag("console")
class CommandRunTest {
    private static final FakeShell.Work NOTHING = (arguments, console) -> { };
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void aCommandThatEndsWellIsStatus0() {
        FakeShell shell = new FakeShell().with("vhost:show", (arguments, console) -> console.print(arguments));
        assertThat(run(shell, "show", "a b", "$c")).isEqualTo(ExitStatus.OK);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("[a b, $c]");
        assertThat(err.size()).isZero();
    }

    @Test
    void aRefusalIsStatus1AndItsMessageOnly() {
        FakeShell shell = new FakeShell().with("vhost:show", (arguments, console) -> {
            throw new CommandException("there is no device 'x'", "there is no device 'x'");
        });
        assertThat(run(shell, "show", "x")).isEqualTo(ExitStatus.REFUSED);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("there is no device 'x'" + System.lineSeparator());
    }

    @Test
    void whatACommandThrowsIsStatus1AndNamesTheCommand() {
        FakeShell shell = new FakeShell().with("gpio:poke", (arguments, console) -> {
            throw new IllegalStateException("no such line");
        });
        assertThat(run(shell, "gpio", "poke")).isEqualTo(ExitStatus.REFUSED);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("gpio:poke: no such line").doesNotContain("at backplane");
    }

    @Test
    void argumentsThatKarafRefusesAreStatus2AndPointToTheHelp() {
        FakeShell shell = new FakeShell().with("vhost:show", (arguments, console) -> {
            CommandException refused = new CommandException("Argument NAME is required");
            refused.setStackTrace(new StackTraceElement[] {
                new StackTraceElement("org.apache.karaf.shell.impl.action.command.DefaultActionPreparator", "prepare", null, 1)});
            throw refused;
        });
        assertThat(run(shell, "show")).isEqualTo(ExitStatus.USAGE);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("Argument NAME is required", "vhostctl vhost:show --help");
    }

    @Test
    void aCommandThatIsNotThereIsStatus2() {
        assertThat(run(new FakeShell(), "nothing")).isEqualTo(ExitStatus.USAGE);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("there is no command 'nothing'", "vhostctl help");
    }

    /** A container that brings its features after the control socket is there: seen when the host's start became quick. */
    @Test
    void aCommandThatComesWhileTheHostStartsIsWaitedFor() throws InterruptedException {
        StartUp starting = new StartUp(Duration.ofSeconds(60), Duration.ofSeconds(60));
        FakeShell shell = new FakeShell();
        Thread feature = new Thread(() -> {
            shell.awaitQuestion();
            starting.featuresAreThere();
            shell.with("bundle:install", (arguments, console) -> console.print(arguments));
        });
        feature.start();
        assertThat(run(starting, shell, "bundle:install", "x")).isEqualTo(ExitStatus.OK);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("[x]");
        feature.join();
    }

    @Test
    void helpListsTheHostsOwnCommandsFirst() {
        FakeShell shell = new FakeShell().with("bundle:list", NOTHING).with("vhost:show", NOTHING).with("vhost:list", NOTHING);
        assertThat(run(shell, "help")).isEqualTo(ExitStatus.OK);
        assertThat(out.toString(StandardCharsets.UTF_8).lines().map(line -> line.split(" ")[0]))
                .containsExactly("vhost:list", "vhost:show", "bundle:list");
    }

    @Test
    void whoMayOnlyLookIsRefusedTheRest() {
        FakeShell shell = new FakeShell().with("vhost:list", NOTHING).with("vhost:destroy", (arguments, console) -> {
            throw new AssertionError("it ran");
        });
        PrintStream errStream = new PrintStream(err, true, StandardCharsets.UTF_8);
        CommandRun commands = new CommandRun(shell.sessions(), new StartUp(Duration.ZERO, Duration.ZERO));
        assertThat(commands.run(Role.READ_ONLY, List.of("list"), errStream, errStream)).isEqualTo(ExitStatus.OK);
        assertThat(commands.run(Role.READ_ONLY, List.of("destroy", "gpio0"), errStream, errStream)).isEqualTo(ExitStatus.REFUSED);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("vhost:destroy is for operators");
    }

    private ExitStatus run(FakeShell shell, String... words) {
        return run(new StartUp(Duration.ZERO, Duration.ZERO), shell, words);
    }

    private ExitStatus run(StartUp startUp, FakeShell shell, String... words) {
        PrintStream outStream = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream errStream = new PrintStream(err, true, StandardCharsets.UTF_8);
        return new CommandRun(shell.sessions(), startUp).run(Role.OPERATOR, List.of(words), outStream, errStream);
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.itests.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import backplane.testkit.KernelPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unit file of the distribution under the machine's own systemd, which is process 1 of namespaces of its own. Needs root. */
@Tag("container")
@Tag("takeover")
class SystemdTest {
    private static final Path ROOT = Path.of(System.getProperty("backplane.root"));
    private static final Path SYSTEMD = Path.of("/lib/systemd/systemd");
    private static final Path HOME = ROOT.resolve("host/distribution/target/assembly");
    private static final long PERIOD = TimeUnit.MILLISECONDS.toNanos(1);

    private final KernelPorts kernel = RealKernel.ports();
    @TempDir
    private Path folder;
    private Process namespaces;
    private Path installed;

    @BeforeEach
    void boot() throws Exception {
        assumeTrue(Files.isExecutable(SYSTEMD), "no " + SYSTEMD);
        assumeTrue(run("unshare", "--pid", "--mount", "--cgroup", "--fork", "true") == 0, "no namespaces: not root?");
        installed = Files.createSymbolicLink(folder.resolve("installed"), HOME);
        Path etc = Files.createDirectories(folder.resolve("etc"));
        Files.write(etc.resolve("backplane.device~gpio0.cfg"), List.of("type=gpio", "lines=4"));
        namespaces = new ProcessBuilder("unshare", "--pid", "--mount", "--cgroup", "--fork", "--kill-child",
                ROOT.resolve("itests/container/src/test/resources/systemd/boot").toString(),
                HOME.resolve("systemd/backplane@.service").toString(), installed.toString(), folder.toString())
                .redirectErrorStream(true).redirectOutput(folder.resolve("systemd.out").toFile()).start();
        SupervisedHost.await(() -> Files.exists(folder.resolve("control.sock")), () -> "the host does not start: " + told());
    }

    @AfterEach
    void end() throws InterruptedException {
        if (namespaces != null) {
            List<ProcessHandle> init = namespaces.children().toList();
            namespaces.destroyForcibly();
            namespaces.waitFor(30, TimeUnit.SECONDS);
            // a namespace's first process is gone only after all others (pid_namespaces(7)): until then they write into the folder
            SupervisedHost.await(() -> init.stream().noneMatch(ProcessHandle::isAlive), () -> "systemd does not end" + told());
        }
    }

    @Test
    void aFrontEndOutlivesKillsAndRestarts() throws Exception {
        try (GpioLoad load = GpioLoad.oneByOne(folder.resolve("gpio0.sock"), kernel, PERIOD)) {
            for (List<String> end : List.of(List.of("kill", "-s", "KILL"), List.of("restart"), List.of("kill", "-s", "KILL"))) {
                awaitAnswers(load, load.answered() + 100);
                String former = pid();
                assertThat(systemctl(end)).isZero();
                SupervisedHost.await(() -> !pid().equals(former), () -> "no other process after " + end + told());
                awaitAnswers(load, load.answered() + 100);
            }
        }
    }

    /** What a package's upgrade does: other files in the place of the former ones, and a restart. */
    @Test
    void aFrontEndOutlivesAnUpgradeOfTheHost() throws Exception {
        Path later = folder.resolve("later");
        assertThat(run("cp", "-r", HOME.toString(), later.toString())).isZero();
        try (GpioLoad load = GpioLoad.oneByOne(folder.resolve("gpio0.sock"), kernel, PERIOD)) {
            awaitAnswers(load, load.answered() + 100);
            String former = pid();
            Files.delete(installed);
            Files.createSymbolicLink(installed, later);
            assertThat(systemctl(List.of("restart"))).isZero();
            SupervisedHost.await(() -> !pid().equals(former), () -> "no other process after the upgrade" + told());
            awaitAnswers(load, load.answered() + 100);
            assertThat(Files.readString(folder.resolve("data/installation"))).startsWith(later.toString());
        }
    }

    private void awaitAnswers(GpioLoad load, long count) {
        SupervisedHost.await(() -> {
            load.requireWell();
            return load.answered() >= count;
        }, () -> load.answered() + " answers, not " + count + told());
    }

    private int systemctl(List<String> words) throws IOException, InterruptedException {
        long init = namespaces.children().findFirst().orElseThrow().pid();
        List<String> command = new ArrayList<>(List.of("nsenter", "--target", Long.toString(init), "--pid", "--mount", "systemctl"));
        command.addAll(words);
        command.add("backplane@test");
        return run(command.toArray(String[]::new));
    }

    private int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("commands.out").toFile())).start().waitFor();
    }

    private String pid() {
        try {
            return Files.readString(folder.resolve("host.pid")).strip();
        } catch (IOException missing) {
            return "";
        }
    }

    private String told() {
        StringBuilder text = new StringBuilder();
        for (String name : List.of("systemd.out", "host.out", "commands.out", "log/backplane.log")) {
            try {
                List<String> lines = Files.readAllLines(folder.resolve(name));
                text.append("\n").append(name).append(":\n").append(String.join("\n", lines.subList(Math.max(0, lines.size() - 20),
                        lines.size())));
            } catch (IOException missing) {
                text.append("\nno ").append(name);
            }
        }
        return text.toString();
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.itests.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The supervisor, with a small child process in the host's place that does what a plan says and tells what it was given. */
@Tag("container")
@Tag("takeover")
class SupervisorTest {
    private static final Path ROOT = Path.of(System.getProperty("backplane.root"));
    private static final Path SUPERVISOR = ROOT.resolve("host/distribution/src/main/assembly/bin/backplane-supervisor");
    private static final Path HOST = ROOT.resolve("itests/container/src/test/resources/supervisor/host");
    private static final Path PYTHON = Path.of("/usr/bin/python3");
    private static final int LIMIT_SECONDS = 30;
    @TempDir
    private Path folder;
    private Process process;

    @BeforeEach
    void needsPython() {
        assumeTrue(Files.isExecutable(PYTHON), "no " + PYTHON);
    }

    @AfterEach
    void end() throws InterruptedException {
        if (process != null) {
            process.destroy();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }

    @Test
    void descriptorsOutliveAHostThatIsKilled() throws Exception {
        start("store=a store=b ready die", "read=a remove=a ready die", "read=b ready wait");
        await("waiting");
        assertThat(told()).containsExactly("start 0  True", "start 2 a:b True", "read a", "start 1 b True", "read b", "waiting");
    }

    @Test
    void aDescriptorThatWasTakenOutIsClosed() throws Exception {
        start("store=a store=a store=b remove=a ready die", "ready wait");
        await("waiting");
        assertThat(told()).containsExactly("start 0  True", "start 1 b True", "waiting");
    }

    @Test
    void endsWithTheHost() throws Exception {
        start("ready exit=0");
        assertThat(status()).isZero();
        assertThat(told()).hasSize(1);
        assertThat(folder.resolve("notify.sock")).doesNotExist();
    }

    @Test
    void aHostThatNeverCameUpIsNotStartedAgainAndAgain() throws Exception {
        start("exit=2");
        assertThat(status()).isEqualTo(2);
        assertThat(told()).hasSize(1);
    }

    @Test
    void sigtermEndsTheHostFirst() throws Exception {
        start("store=a ready wait");
        await("waiting");
        process.destroy();
        assertThat(status()).isZero();
        assertThat(told()).endsWith("waiting", "term");
    }

    @Test
    void socketsOfAHostThatIsNotStartedAgainGo() throws Exception {
        start("listen=a.sock ready die", "ready wait");
        await("waiting");
        assertThat(folder.resolve("a.sock")).as("kept for the next").exists();
        process.destroy();
        assertThat(status()).isZero();
        assertThat(folder.resolve("a.sock")).doesNotExist();
    }

    @Test
    void sigusr2HasTheHostStopInGoodOrderAndStartAgain() throws Exception {
        start("store=a ready wait", "read=a ready exit=0");
        await("waiting");
        new ProcessBuilder("kill", "-USR2", Long.toString(process.pid())).start().waitFor();
        assertThat(status()).isZero();
        assertThat(told()).containsExactly("start 0  True", "waiting", "term", "start 1 a True", "read a");
    }

    @Test
    void aHostThatDoesNotComeUpIsKilledAndStartedAgain() throws Exception {
        start(List.of("--start-limit", "1"), "store=a wait", "ready exit=0");
        assertThat(status()).isZero();
        assertThat(told()).containsExactly("start 0  True", "waiting", "start 1 a True");
    }

    @Test
    void aHostThatDoesNotAnswerIsKilledAndStartedAgain() throws Exception {
        start(List.of("--watchdog", "1"), "store=a ready wait", "ready exit=0");
        assertThat(status()).isZero();
        assertThat(told()).containsExactly("start 0  True", "waiting", "start 1 a True");
    }

    @Test
    void failedStartsAreSpreadOut() throws Exception {
        long began = System.nanoTime();
        start("store=a ready die", "exit=1", "exit=1", "exit=1", "exit=1", "ready exit=0");
        assertThat(status()).isZero();
        assertThat(told()).hasSize(6);
        assertThat(System.nanoTime() - began).as("0.1 + 0.2 + 0.4 + 0.8 s").isGreaterThan(TimeUnit.MILLISECONDS.toNanos(1500));
    }

    @Test
    void aNewProgramThatDoesNotComeUpGivesWayToTheOneThatDid() throws Exception {
        Path old = Files.copy(HOST, folder.resolve("old"));
        Path broken = Files.writeString(folder.resolve("broken"), "#!/bin/sh\necho broken >>\"$1/told\"\nexit 1\n");
        assertThat(broken.toFile().setExecutable(true)).isTrue();
        Path link = Files.createSymbolicLink(folder.resolve("current"), old);
        plan("store=a ready wait", "read=a ready exit=0");
        start(link, List.of());
        await("waiting");
        Files.delete(link);
        Files.createSymbolicLink(link, broken);
        new ProcessBuilder("kill", "-USR2", Long.toString(process.pid())).start().waitFor();
        assertThat(status()).isZero();
        assertThat(told()).containsExactly("start 0  True", "waiting", "term", "broken", "start 1 a True", "read a");
    }

    /** Its start has a limit of one second here; it is neither ready nor over by then. */
    @Test
    void aNewProgramThatHangsGivesWayToTheOneThatDid() throws Exception {
        Path old = Files.copy(HOST, folder.resolve("old"));
        Path hanging = Files.writeString(folder.resolve("hanging"), "#!/bin/sh\necho hanging >>\"$1/told\"\nexec sleep 1000\n");
        assertThat(hanging.toFile().setExecutable(true)).isTrue();
        Path link = Files.createSymbolicLink(folder.resolve("current"), old);
        plan("store=a ready wait", "read=a ready exit=0");
        start(link, List.of("--start-limit", "1"));
        await("waiting");
        Files.delete(link);
        Files.createSymbolicLink(link, hanging);
        new ProcessBuilder("kill", "-USR2", Long.toString(process.pid())).start().waitFor();
        assertThat(status()).isZero();
        assertThat(told()).containsExactly("start 0  True", "waiting", "term", "hanging", "start 1 a True", "read a");
    }

    private void start(String... plan) throws IOException {
        start(List.of(), plan);
    }

    private void start(List<String> options, String... plan) throws IOException {
        plan(plan);
        start(HOST, options);
    }

    private void plan(String... plan) throws IOException {
        Files.write(folder.resolve("plan"), List.of(plan));
    }

    private void start(Path host, List<String> options) throws IOException {
        List<String> command = new ArrayList<>(List.of(PYTHON.toString(), SUPERVISOR.toString(), "--dir", folder.toString()));
        command.addAll(options);
        command.addAll(List.of("--", host.toString(), folder.toString()));
        process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(folder.resolve("out").toFile()).start();
    }

    private int status() throws Exception {
        assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).as("it ends; it said %s", said()).isTrue();
        return process.exitValue();
    }

    private void await(String line) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!told().contains(line)) {
            assertThat(System.nanoTime()).as("'%s' was not told; it said %s", line, said()).isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    private List<String> told() throws IOException {
        Path file = folder.resolve("told");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    private String said() throws IOException {
        return Files.readString(folder.resolve("out"));
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.itests.hardware;

import backplane.testkit.GuestProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A machine with simulated hardware: User Mode Linux whose files are this machine's, read-only, and whose kernel has gpio-sim,
 * i2c-stub, snd-aloop and the like. The assembled host and classes of the tests run inside it; the test outside gives commands by
 * the console. One thread. README of {@code itests} tells how to use it.
 */
final class HardwareLab implements AutoCloseable {
    /** How long the machine may live. */
    static final int SECONDS = 900;

    private static final Path ROOT = Path.of(System.getProperty("backplane.root"));
    private static final Path LAB = ROOT.resolve("itests/guest/lab");
    private static final Path ARGUMENTS = ROOT.resolve("itests/guest/target/hardware");
    private static final String STATE = System.getProperty("backplane.guests", "");
    private static final String MEMORY_MB = "1024";
    private static final String HOST = "/tmp/host";
    private static final Duration START = Duration.ofSeconds(120);

    private final GuestProcess machine;
    private int launches;

    private HardwareLab(GuestProcess machine) {
        this.machine = machine;
    }

    /** Boots the machine; see {@link #require}. */
    static HardwareLab boot() throws IOException {
        return boot(List.of());
    }

    /** @param options more of {@code lab/boot}, such as a device that a host outside serves */
    static HardwareLab boot(List<String> options) throws IOException {
        require();
        List<String> all = new ArrayList<>(List.of("uml", "--time", Integer.toString(SECONDS), "--memory", MEMORY_MB));
        all.addAll(options);
        return new HardwareLab(GuestProcess.boot(LAB, all));
    }

    /** Skips a test by name where the lab cannot be had; in continuous integration that is a failure. */
    static void require() {
        String state = state();
        if (!state.equals("there")) {
            if (Boolean.parseBoolean(System.getenv("CI"))) {
                throw new AssertionError("tests of the hardware lab may not be skipped here: " + state);
            }
            Assumptions.abort("no hardware lab on this machine: " + state);
        }
    }

    /** The lab's machine sees the files of this one, but has a /tmp, /run and /dev of its own. */
    private static String state() {
        boolean hidden = Stream.of("/tmp", "/run", "/dev").anyMatch(folder -> ROOT.toAbsolutePath().startsWith(folder));
        return STATE.equals("there") && hidden ? "the checkout " + ROOT.toAbsolutePath()
                + " is in a folder that the lab's machine has of its own; move it, for instance to your home" : STATE;
    }

    GuestProcess machine() {
        return machine;
    }

    /** Runs a command line inside; it is to succeed. */
    String must(String command) {
        return machine.must(command);
    }

    /** Loads a module; skips the test by name if this kernel has none of that name. */
    void requireModule(String module, String... parameters) {
        GuestProcess.Result loaded = machine.run("modprobe " + module + " " + String.join(" ", parameters));
        Assumptions.assumeTrue(loaded.status() == 0, () -> "the lab's kernel has no module " + module + ": " + loaded.text());
    }

    /**
     * Starts the assembled host inside and waits for its sockets.
     *
     * @param devices settings by device name
     */
    void startHost(Map<String, Map<String, String>> devices) {
        must("mkdir -p " + HOST + "/etc");
        devices.forEach(this::configure);
        launchHost(devices.keySet().stream().toList());
    }

    /** Writes a device's configuration, as an operator would. */
    void configure(String device, Map<String, String> settings) {
        StringJoiner lines = new StringJoiner("\\n", "", "\\n");
        settings.forEach((key, value) -> lines.add(key + "=" + value));
        must("printf '" + lines + "' >" + HOST + "/etc/backplane.device~" + device + ".cfg");
    }

    /** Starts the host again on the folder that it had. */
    void launchHost(List<String> devices) {
        machine.watch("host", "exec bash " + ROOT + "/host/distribution/target/assembly/bin/backplane --dir " + HOST + " --no-console");
        long deadline = System.nanoTime() + START.toNanos();
        for (String device : devices) {
            while (machine.run("i=0; while [ ! -S " + socket(device) + " ]; do i=$((i+1)); [ $i -lt 100 ] || exit 1; sleep 0.1; done")
                    .status() != 0) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("the host does not start inside: " + hostLog());
                }
            }
        }
    }

    /** Sends the host a signal, such as {@code TERM} or {@code KILL}, and waits until it has ended. */
    void endHost(String signal) {
        must("kill -" + signal + " $(cat " + HOST + "/host.pid)");
        must("i=0; while kill -0 $(cat " + HOST + "/host.pid) 2>/dev/null; do i=$((i+1)); [ $i -lt 200 ] || exit 1; sleep 0.1; done");
        must("rm -f " + HOST + "/*.sock");
    }

    /** A console command of the host inside. */
    String ctl(String words) {
        return must(ROOT + "/bin/vhostctl --dir " + HOST + " " + words);
    }

    static String socket(String device) {
        return HOST + "/" + device + ".sock";
    }

    String hostLog() {
        return machine.run("tail -n 40 " + HOST + "/log/backplane.log").text();
    }

    /**
     * Runs the main method of a class of the tests inside, with the tests' class path, to its end.
     *
     * @return what it printed
     * @throws AssertionError if its exit status is not 0, or it says nothing for as long as {@code patience}
     */
    List<String> java(Class<?> main, Duration patience, String... arguments) throws IOException {
        String tag = launch(main, "", arguments);
        List<String> printed = new ArrayList<>();
        while (true) {
            String line = machine.nextOf(tag, patience);
            if (line.startsWith("@@END ")) {
                if (!line.equals("@@END 0")) {
                    throw new AssertionError(main.getSimpleName() + " ended with " + line + ":\n" + String.join("\n", printed));
                }
                return printed;
            }
            printed.add(line);
        }
    }

    /** Starts a class in the background; {@code machine().nextOf(tag)} has its lines. */
    String launch(Class<?> main, String redirections, String... arguments) throws IOException {
        String tag = "java" + launches++;
        machine.watch(tag, "exec " + Path.of(System.getProperty("java.home"), "bin/java") + " @" + argumentsFile(tag, main) + " "
                + String.join(" ", arguments) + " " + redirections);
        return tag;
    }

    /** The class path is longer than a line of the console may be. */
    private static Path argumentsFile(String tag, Class<?> main) throws IOException {
        Files.createDirectories(ARGUMENTS);
        Path file = Files.createTempFile(ARGUMENTS, tag, ".args");
        file.toFile().deleteOnExit();
        return Files.writeString(file, "-Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1\n-cp \"" + System.getProperty("java.class.path")
                + "\"\n" + main.getName() + "\n");
    }

    @Override
    public void close() {
        machine.close();
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.itests.guest;

import backplane.testkit.PageShell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A Debian 12 system as debootstrap makes it, in namespaces of its own with its own systemd; what is written there is gone at the end. */
final class FreshDebian implements AutoCloseable {
    /** The name of a package's later version. */
    static final String NEXT = "backplane_99_all.deb";
    private static final Path SCRIPTS = GuestLab.ROOT.resolve("itests/guest/debian");
    private static final long MAKING = 900;
    private static final long BOOT = 60;
    private static final int CANNOT_BE_HAD = 3;
    private static final List<String> NAMESPACES = List.of("--pid", "--mount", "--uts", "--ipc");

    private final Process namespaces;
    private final Path log;
    private long init;

    private FreshDebian(Process namespaces, Path log) {
        this.namespaces = namespaces;
        this.log = log;
    }

    /** Skips a test by name where such a system cannot be had. */
    static void require() {
        Assumptions.assumeTrue(Files.isWritable(Path.of("/proc/1/oom_score_adj")), "namespaces need root");
    }

    /** Boots, with a folder of this machine as {@code /exchange} there. */
    static FreshDebian boot(Path exchange) throws IOException, InterruptedException {
        Path printed = Files.createTempFile("debian", ".out");
        Process making = new ProcessBuilder(SCRIPTS.resolve("root").toString()).redirectOutput(printed.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        if (!making.waitFor(MAKING, TimeUnit.SECONDS)) {
            making.destroyForcibly();
            throw new AssertionError("no Debian system within " + MAKING + " s");
        }
        Assumptions.assumeFalse(making.exitValue() == CANNOT_BE_HAD, "no Debian system here");
        String root = Files.readString(printed).strip();
        Files.delete(printed);
        if (making.exitValue() != 0) {
            throw new AssertionError("no Debian system: status " + making.exitValue());
        }
        Path log = exchange.resolve("systemd.out");
        FreshDebian debian = new FreshDebian(new ProcessBuilder("unshare", "--pid", "--mount", "--cgroup", "--uts", "--ipc", "--fork",
                "--kill-child", SCRIPTS.resolve("boot").toString(), root, exchange.toString())
                .redirectErrorStream(true).redirectOutput(log.toFile()).start(), log);
        try {
            debian.awaitSystemd();
            return debian;
        } catch (AssertionError failure) {
            debian.close();
            throw failure;
        }
    }

    /** A shell of root in it, in the folder {@code /exchange}. */
    PageShell shell() throws IOException {
        return new PageShell(new ProcessBuilder(enter("bash", "-c", "cd /exchange && exec bash")));
    }

    /** The path of one of its files on this machine; sockets can be connected there too. */
    Path outside(String path) {
        return Path.of("/proc", Long.toString(init), "root", path);
    }

    @Override
    public void close() {
        namespaces.descendants().forEach(ProcessHandle::destroyForcibly);
        namespaces.destroyForcibly();
        try {
            namespaces.waitFor(BOOT, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitSystemd() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(BOOT);
        while (true) {
            ProcessHandle first = namespaces.children().findFirst().orElse(null);
            if (first != null) {
                init = first.pid();
                // "degraded" is a system too: it is the machine's kernel that has no binfmt_misc, say
                if (new ProcessBuilder(enter("bash", "-c", "systemctl is-system-running | grep -qE 'running|degraded'"))
                        .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0) {
                    return;
                }
            }
            if (!namespaces.isAlive() || System.nanoTime() - deadline > 0) {
                throw new AssertionError("the Debian system does not boot: " + Files.readString(log));
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private String[] enter(String... command) {
        List<String> all = new ArrayList<>(List.of("nsenter", "--target", Long.toString(init)));
        all.addAll(NAMESPACES);
        all.addAll(List.of("--root", "--wd", "env", "-i", "HOME=/root", "LANG=C.UTF-8", "DEBIAN_FRONTEND=noninteractive",
                "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"));
        all.addAll(List.of(command));
        return all.toArray(String[]::new);
    }
}

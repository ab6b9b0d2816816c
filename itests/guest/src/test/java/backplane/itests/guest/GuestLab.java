// SPDX-License-Identifier: Apache-2.0
package backplane.itests.guest;

import backplane.testkit.GuestProcess;
import backplane.testkit.HostProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** The two kinds of guest, and whether they can be had here. */
enum GuestLab {
    /** An arm64 machine under emulation; the front-end is QEMU's {@code vhost-user-*-pci}. */
    QEMU,
    /** User Mode Linux; the front-end is the kernel's own {@code virtio_uml}. */
    UML;

    static final Path ROOT = Path.of(System.getProperty("backplane.root"));
    private static final Path FOLDER = ROOT.resolve("itests/guest/lab");
    private static final String STATE = System.getProperty("backplane.guests", "");
    private static final int SECONDS = 300;

    /** Skips a test by name where guests cannot be had; in continuous integration that is a failure. */
    static void require() {
        if (!STATE.equals("there")) {
            if (Boolean.parseBoolean(System.getenv("CI"))) {
                throw new AssertionError("guest tests may not be skipped here: " + STATE);
            }
            Assumptions.abort("no real guests on this machine: " + STATE);
        }
    }

    /** Closes what has begun; null for what has not. */
    static void end(GuestProcess guest, HostProcess host) {
        if (guest != null) {
            guest.close();
        }
        if (host != null) {
            host.close();
        }
    }

    /** Boots a guest with one device. */
    GuestProcess boot(String kind, Path socket) throws IOException {
        return boot(kind, socket, List.of());
    }

    GuestProcess boot(String kind, Path socket, List<String> options) throws IOException {
        return GuestProcess.boot(FOLDER, words(Map.of(kind, socket), options));
    }

    /** Boots a guest with a device of each of these kinds. */
    GuestProcess boot(Map<String, Path> sockets, List<String> options) throws IOException {
        return GuestProcess.boot(FOLDER, words(sockets, options));
    }

    /** Starts a guest that is not to run yet. */
    GuestProcess start(Map<String, Path> sockets, List<String> options) throws IOException {
        return GuestProcess.start(FOLDER, words(sockets, options));
    }

    private List<String> words(Map<String, Path> sockets, List<String> options) {
        List<String> all = new ArrayList<>(List.of(name().toLowerCase(java.util.Locale.ROOT), "--time", Integer.toString(SECONDS)));
        sockets.forEach((kind, socket) -> all.addAll(List.of("--device", kind + "=" + socket)));
        all.addAll(options);
        return all;
    }
}

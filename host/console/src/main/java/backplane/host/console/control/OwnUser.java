// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whom this process runs as. */
final class OwnUser {
    private OwnUser() {
    }

    /** The owner of proc(5)'s entry of this process is its effective user. */
    static int uid() throws IOException {
        return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.kernel;

import java.util.Optional;

/**
 * Who may connect to a socket.
 *
 * @param mode  permission bits, 0 to 0777; connecting needs write permission
 * @param owner user name or number; empty leaves it
 * @param group group name or number; empty leaves it
 */
public record SocketAccess(int mode, Optional<String> owner, Optional<String> group) {
    /** For the host's own user alone. */
    public static final SocketAccess OWNER_ONLY = new SocketAccess(0600, Optional.empty(), Optional.empty());

    public SocketAccess {
        if ((mode & ~0777) != 0) {
            throw new IllegalArgumentException("a mode is 0 to 0777, not 0" + Integer.toOctalString(mode));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.control;

import backplane.kernel.PeerCredentials;
import backplane.kernel.SocketAccess;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Who may command the host: its own user and root as operators, and the members of a group, if one is set, as {@code role} says. That
 * only members connect is the kernel's doing, by the socket's group and mode.
 *
 * @param group of the socket, or empty for none
 * @param role  of who is neither the host's user nor root
 */
record ControlAccess(int ownUid, Optional<String> group, Role role) {
    static final String GROUP_PROPERTY = "backplane.control.group";
    static final String ROLE_PROPERTY = "backplane.control.role";
    private static final int ROOT = 0;
    private static final int GROUP_MODE = 0660;

    /**
     * @param property looks a property of the framework up, null if it is not set
     * @throws IllegalArgumentException if the role is none
     */
    static ControlAccess of(int ownUid, UnaryOperator<String> property) {
        String role = Optional.ofNullable(property.apply(ROLE_PROPERTY)).orElse("read-only");
        if (!role.equals("read-only") && !role.equals("operator")) {
            throw new IllegalArgumentException(ROLE_PROPERTY + " is '" + role + "'; allowed is read-only or operator");
        }
        return new ControlAccess(ownUid, Optional.ofNullable(property.apply(GROUP_PROPERTY)).filter(name -> !name.isBlank()),
                role.equals("operator") ? Role.OPERATOR : Role.READ_ONLY);
    }

    SocketAccess socket() {
        return group.isEmpty() ? SocketAccess.OWNER_ONLY : new SocketAccess(GROUP_MODE, Optional.empty(), group);
    }

    /** Empty for nobody. */
    Optional<Role> of(PeerCredentials who) {
        if (who.uid() == ownUid || who.uid() == ROOT) {
            return Optional.of(Role.OPERATOR);
        }
        return group.map(members -> role);
    }
}

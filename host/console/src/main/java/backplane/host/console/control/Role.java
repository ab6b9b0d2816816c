// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.control;

import java.util.Set;

/** What a client of the control socket may do. */
enum Role {
    /** All. */
    OPERATOR,
    /** Commands that change nothing and show nothing of what guests send; those that a bundle of somebody else brings are not known to. */
    READ_ONLY;

    private static final Set<String> HARMLESS = Set.of("vhost:list", "vhost:show", "vhost:types", "vhost:stats", "vhost:health",
            "vhost:upgrades", "vhost:qemu", "gpio:lines", "scmi:show", "scmi:domains", "scmi:votes", "sound:streams");

    /** @param command {@code scope:name} */
    boolean may(String command) {
        return this == OPERATOR || HARMLESS.contains(command);
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.control;

import backplane.host.console.frame.ExitStatus;
import backplane.kernel.PeerCredentials;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who commanded what over the control socket, for the logger {@value #LOGGER}; the logging writes it to a file of its own. */
final class CommandAudit {
    static final String LOGGER = "backplane.audit";
    private static final Logger LOG = LoggerFactory.getLogger(LOGGER);

    private CommandAudit() {
    }

    /** Before it runs, so that one that ends the host is told too. */
    static void begun(PeerCredentials who, List<String> words) {
        LOG.info("command by uid {} pid {}: {}", who.uid(), who.pid(), words);
    }

    static void ended(PeerCredentials who, List<String> words, ExitStatus status) {
        LOG.info("{} for uid {} pid {}: {}", status, who.uid(), who.pid(), words);
    }

    static void denied(PeerCredentials who) {
        LOG.warn("denied: uid {} pid {} is not the host's user", who.uid(), who.pid());
    }
}

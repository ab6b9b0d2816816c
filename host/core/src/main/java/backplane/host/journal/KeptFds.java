// SPDX-License-Identifier: Apache-2.0
package backplane.host.journal;

import backplane.kernel.InheritedFds;
import backplane.kernel.KernelFault;
import backplane.kernel.NotifySocket;
import backplane.kernel.OwnedFd;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The descriptors of one slot that the service manager keeps, by name. Any thread. */
public final class KeptFds {
    private static final Logger LOG = LoggerFactory.getLogger(KeptFds.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final String slot;
    private final NotifySocket manager;
    private final InheritedFds inherited;

    public KeptFds(String slot, NotifySocket manager, InheritedFds inherited) {
        this.slot = slot;
        this.manager = manager;
        this.inherited = inherited;
    }

    /** Leaves a copy; certain only after {@link #settle()}. */
    void put(String what, OwnedFd fd) throws KernelFault {
        manager.store(name(what), fd);
    }

    void remove(String what) throws KernelFault {
        manager.remove(name(what));
    }

    void settle() throws KernelFault {
        manager.settle(PATIENCE);
    }

    /** What a former process left under that name, owned by the caller; null if there is none. It stays with the manager, too. */
    OwnedFd take(String what) throws KernelFault {
        return inherited.names().contains(name(what)) ? inherited.take(name(what)) : null;
    }

    /** A copy of what a former process left, owned by the caller; null if there is none. What was left stays until {@link #giveBack}. */
    OwnedFd copy(String what) throws KernelFault {
        return inherited.names().contains(name(what)) ? inherited.open(name(what)) : null;
    }

    /** This process has its copies: the manager's alone stays. */
    void giveBack(String what) throws KernelFault {
        OwnedFd left = take(what);
        if (left != null) {
            left.close();
        }
    }

    /** See {@link NotifySocket#identity}. */
    String identity(OwnedFd fd) throws KernelFault {
        return manager.identity(fd);
    }

    /** Gives up what a former process left and nobody has taken. */
    void dropRest() {
        for (String name : List.copyOf(inherited.names())) {
            if (name.startsWith(name(""))) {
                try {
                    inherited.take(name).close();
                    manager.remove(name);
                } catch (KernelFault fault) {
                    LOG.warn("{}: a descriptor of a former process stays: {}", slot, fault.getMessage());
                }
            }
        }
    }

    /** A slash is in no slot's name, so no slot's names begin like another one's. */
    private String name(String what) {
        return "slot/" + slot + "/" + what;
    }
}

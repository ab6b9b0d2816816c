// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.resource;

import backplane.kernel.KernelFault;

/** One number of a resource that the agents vote on, and what it is set to by that. On the platform's thread. */
public final class Voted {
    private final Control control;
    private final Votes votes;
    private final long idle;

    /** @param idle what it goes to when the last agent takes its vote back */
    public Voted(Control control, Arbitration rule, long idle) {
        this.control = control;
        this.votes = new Votes(rule);
        this.idle = idle;
    }

    public long get() throws KernelFault {
        return control.get();
    }

    /** What it is on its way to. */
    public long target() throws KernelFault {
        return control.target();
    }

    /** When it will be there, nanoseconds; 0 if it is. */
    public long settled() {
        return control.settled();
    }

    /**
     * An agent's wish.
     *
     * @return whether the resource has another value by it
     * @throws KernelFault if the hardware refuses; the wish before it stands
     */
    public boolean vote(int agent, long wish) throws KernelFault {
        boolean had = votes.has(agent);
        long before = votes.of(agent);
        votes.put(agent, wish);
        try {
            return follow();
        } catch (KernelFault refused) {
            if (had) {
                votes.put(agent, before);
            } else {
                votes.remove(agent);
            }
            throw refused;
        }
    }

    /** @return whether the resource has another value by it */
    public boolean withdraw(int agent) throws KernelFault {
        if (!votes.has(agent)) {
            return false;
        }
        votes.remove(agent);
        return follow();
    }

    /** From outside the agents, as the console does; holds until the next vote. */
    public boolean force(long value) throws KernelFault {
        boolean changes = control.target() != value;
        control.set(value);
        return changes;
    }

    public Votes votes() {
        return votes;
    }

    private boolean follow() throws KernelFault {
        long next = votes.result(idle);
        if (control.target() == next) {
            return false;
        }
        control.set(next);
        return true;
    }
}

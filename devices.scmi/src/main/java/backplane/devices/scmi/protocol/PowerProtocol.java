// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.protocol;

import static backplane.devices.scmi.protocol.SavedAgent.key;
import static backplane.devices.scmi.protocol.ScmiMessage.domain;

import backplane.device.StateRejected;
import backplane.devices.scmi.resource.PowerDomain;
import backplane.devices.scmi.wire.ProtocolId;
import backplane.devices.scmi.wire.ScmiStatus;
import backplane.kernel.KernelFault;
import java.util.List;

/**
 * Domains that are on or off; on while any agent wants it. DEN0056, "Power domain management protocol";
 * linux/drivers/firmware/arm_scmi/power.c.
 */
public final class PowerProtocol extends ScmiProtocol {
    /** Bit 30 of a state: what is in it is lost. */
    static final int GENERIC_OFF = 0x4000_0000;
    static final int GENERIC_ON = 0;

    private static final int CHANGED = 0;
    private static final int CHANGE_REQUESTED = 1;
    private static final int ASYNC = 1;

    private final List<PowerDomain> domains;
    private final List<ScmiAgent> agents;

    public PowerProtocol(List<PowerDomain> domains, List<ScmiAgent> agents) {
        super(ProtocolId.POWER, "power");
        this.domains = List.copyOf(domains);
        this.agents = agents;
        add(domain(3, "POWER_DOMAIN_ATTRIBUTES", 4, Right.NONE, this::describe));
        add(domain(4, "POWER_STATE_SET", 12, Right.WRITE, this::set).at(4));
        add(domain(5, "POWER_STATE_GET", 4, Right.READ, call -> returned(call.put32(state(call.domain())))));
        add(notifier(6, "POWER_STATE_NOTIFY", CHANGED));
        add(notifier(7, "POWER_STATE_CHANGE_REQUESTED_NOTIFY", CHANGE_REQUESTED));
        add(domain(8, "POWER_DOMAIN_NAME_GET", 4, Right.NONE, this::nameGet));
    }

    @Override
    public int domains() {
        return domains.size();
    }

    @Override
    public String name(int domain) {
        return domains.get(domain).name();
    }

    /** No statistics in shared memory: address and length 0. */
    @Override
    protected ScmiStatus attributes(ScmiCall call) {
        return returned(call.put32(domains.size()).put64(0).put32(0));
    }

    private ScmiStatus describe(ScmiCall call) {
        String name = name(call.domain());
        int attributes = ifEvents(call, 31) | ifEvents(call, 30) | 1 << 29 | ifEvents(call, 28) | extended(name, 27);
        return returned(putName(call.put32(attributes), name));
    }

    private int state(int domain) throws KernelFault {
        return domains.get(domain).state().get() == PowerDomain.ON ? GENERIC_ON : GENERIC_OFF;
    }

    private int target(int domain) throws KernelFault {
        return domains.get(domain).state().target() == PowerDomain.ON ? GENERIC_ON : GENERIC_OFF;
    }

    private ScmiStatus set(ScmiCall call) throws KernelFault {
        int flags = call.u32(0);
        int state = call.u32(8);
        boolean async = (flags & ASYNC) != 0;
        if ((flags & ~ASYNC) != 0 || state != GENERIC_ON && state != GENERIC_OFF) {
            return ScmiStatus.INVALID_PARAMETERS;
        }
        if (async && !call.agent().canWait()) {
            return call.agent().hasEvents() ? ScmiStatus.BUSY : ScmiStatus.NOT_SUPPORTED;
        }
        if (isHeard(agents, CHANGE_REQUESTED, call.domain())) {
            tellAll(agents, CHANGE_REQUESTED, call.domain(), call.agent().id(), call.domain(), state);
        }
        if (domains.get(call.domain()).state().vote(call.agent().id(), state == GENERIC_ON ? PowerDomain.ON : PowerDomain.OFF)) {
            changed(call.agent().id(), call.domain());
        }
        if (async) {
            call.agent().respond(call.header(), domains.get(call.domain()).state().settled(), ScmiStatus.SUCCESS.code(), call.domain(),
                    target(call.domain()));
        }
        return ScmiStatus.SUCCESS;
    }

    @Override
    public void force(int domain, long value) throws KernelFault {
        require(value == PowerDomain.ON || value == PowerDomain.OFF, value, "0 (off) or 1 (on)");
        if (domains.get(domain).state().force(value)) {
            changed(ScmiAgent.PLATFORM, domain);
        }
    }

    /** @param by the agent that made it so, 0 for the platform */
    public void changed(int by, int domain) throws KernelFault {
        if (isHeard(agents, CHANGED, domain)) {
            tellAll(agents, CHANGED, domain, by, domain, target(domain));
        }
    }

    @Override
    public void save(ScmiAgent agent, SavedAgent into) {
        domains.forEach(domain -> into.putVote("power", domain.name(), "state", domain.state().votes(), agent));
    }

    @Override
    public void restore(ScmiAgent agent, SavedAgent from, boolean apply) throws StateRejected, KernelFault {
        for (PowerDomain domain : domains) {
            from.vote(key("power", domain.name(), "state"), value -> value == PowerDomain.ON || value == PowerDomain.OFF,
                    domain.state(), agent, apply);
        }
    }

    @Override
    public void withdraw(ScmiAgent agent, int domain) throws KernelFault {
        if (domains.get(domain).state().withdraw(agent.id())) {
            changed(agent.id(), domain);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.protocol;

import static backplane.devices.scmi.protocol.SavedAgent.key;
import static backplane.devices.scmi.protocol.ScmiMessage.domain;

import backplane.device.StateRejected;
import backplane.devices.scmi.resource.ResetDomain;
import backplane.devices.scmi.wire.ProtocolId;
import backplane.devices.scmi.wire.ScmiStatus;
import backplane.kernel.KernelFault;
import java.util.List;

/** Resets. DEN0056, "Reset domain management protocol"; linux/drivers/firmware/arm_scmi/reset.c. */
public final class ResetProtocol extends ScmiProtocol {
    private static final int ISSUED = 0;
    private static final int AUTONOMOUS = 1;
    private static final int ASSERT = 1 << 1;
    private static final int ASYNC = 1 << 2;
    private static final int UNKNOWN_LATENCY = -1;

    private final List<ResetDomain> domains;
    private final List<ScmiAgent> agents;

    public ResetProtocol(List<ResetDomain> domains, List<ScmiAgent> agents) {
        super(ProtocolId.RESET, "reset");
        this.domains = List.copyOf(domains);
        this.agents = agents;
        add(domain(3, "RESET_DOMAIN_ATTRIBUTES", 4, Right.NONE, this::describe));
        add(domain(4, "RESET", 12, Right.WRITE, this::reset));
        add(notifier(5, "RESET_NOTIFY", ISSUED));
        add(domain(6, "RESET_DOMAIN_NAME_GET", 4, Right.NONE, this::nameGet));
    }

    @Override
    public int domains() {
        return domains.size();
    }

    @Override
    public String name(int domain) {
        return domains.get(domain).name();
    }

    @Override
    protected ScmiStatus attributes(ScmiCall call) {
        return returned(call.put32(domains.size()));
    }

    private ScmiStatus describe(ScmiCall call) {
        String name = name(call.domain());
        int attributes = ifEvents(call, 31) | ifEvents(call, 30) | extended(name, 29);
        return returned(putName(call.put32(attributes).put32(UNKNOWN_LATENCY), name));
    }

    private ScmiStatus reset(ScmiCall call) throws KernelFault {
        int flags = call.u32(4);
        int state = call.u32(8);
        boolean async = (flags & ASYNC) != 0;
        boolean autonomous = (flags & AUTONOMOUS) != 0;
        // only the architectural reset, and asynchronous is for a reset that the platform does by itself
        if ((flags & ~(AUTONOMOUS | ASSERT | ASYNC)) != 0 || state != 0 || async && !autonomous) {
            return ScmiStatus.INVALID_PARAMETERS;
        }
        if (async && !call.agent().canWait()) {
            return call.agent().hasEvents() ? ScmiStatus.BUSY : ScmiStatus.NOT_SUPPORTED;
        }
        ResetDomain domain = domains.get(call.domain());
        int agent = call.agent().id();
        boolean issued;
        if (autonomous) {
            issued = domain.asserted().force(1);
            domain.asserted().force(domain.asserted().votes().result(0));
        } else {
            issued = domain.asserted().vote(agent, (flags & ASSERT) != 0 ? 1 : 0) && (flags & ASSERT) != 0;
        }
        if (issued) {
            if (isHeard(agents, ISSUED, call.domain())) {
                tellAll(agents, ISSUED, call.domain(), agent, call.domain(), state);
            }
        }
        if (async) {
            call.agent().respond(call.header(), domain.asserted().settled(), ScmiStatus.SUCCESS.code(), call.domain());
        }
        return ScmiStatus.SUCCESS;
    }

    @Override
    public void save(ScmiAgent agent, SavedAgent into) {
        domains.forEach(domain -> into.putVote("reset", domain.name(), "asserted", domain.asserted().votes(), agent));
    }

    @Override
    public void restore(ScmiAgent agent, SavedAgent from, boolean apply) throws StateRejected, KernelFault {
        for (ResetDomain domain : domains) {
            from.vote(key("reset", domain.name(), "asserted"), value -> value == 0 || value == 1, domain.asserted(), agent, apply);
        }
    }

    @Override
    public void withdraw(ScmiAgent agent, int domain) throws KernelFault {
        domains.get(domain).asserted().withdraw(agent.id());
    }
}

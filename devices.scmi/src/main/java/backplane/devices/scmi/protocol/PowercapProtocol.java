// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.protocol;

import static backplane.devices.scmi.protocol.SavedAgent.key;
import static backplane.devices.scmi.protocol.ScmiMessage.domain;

import backplane.device.StateRejected;
import backplane.devices.scmi.resource.Powercap;
import backplane.devices.scmi.resource.Votes;
import backplane.devices.scmi.wire.ProtocolId;
import backplane.devices.scmi.wire.ScmiStatus;
import backplane.kernel.KernelFault;
import java.util.List;

/**
 * Limits of power, in microwatts. DEN0056, "Powercap protocol"; linux/drivers/firmware/arm_scmi/powercap.c, which refuses the whole
 * protocol when one domain contradicts itself: see {@link #describe}.
 */
public final class PowercapProtocol extends ScmiProtocol {
    private static final int CAP_CHANGED = 0;
    private static final int MEASURED = 1;
    private static final int ASYNC = 1 << 1;
    private static final int NO_DELAYED = 1;
    private static final int MICROWATTS = 1 << 23;

    private final List<Powercap> caps;
    private final List<ScmiAgent> agents;
    private final long[] low;
    private final long[] high;

    public PowercapProtocol(List<Powercap> caps, List<ScmiAgent> agents) {
        super(ProtocolId.POWERCAP, "powercap");
        this.caps = List.copyOf(caps);
        this.agents = agents;
        low = new long[(Votes.AGENTS + 1) * caps.size()];
        high = new long[low.length];
        add(domain(3, "POWERCAP_DOMAIN_ATTRIBUTES", 4, Right.NONE, this::describe));
        add(domain(4, "POWERCAP_CAP_GET", 4, Right.READ, call -> returned(call.put32((int) of(call).cap().get()))));
        add(domain(5, "POWERCAP_CAP_SET", 12, Right.WRITE, this::set));
        add(domain(6, "POWERCAP_PAI_GET", 4, Right.READ, call -> returned(call.put32((int) of(call).pai().get()))));
        add(domain(7, "POWERCAP_PAI_SET", 12, Right.WRITE, call -> ScmiStatus.NOT_SUPPORTED));
        add(domain(8, "POWERCAP_DOMAIN_NAME_GET", 4, Right.NONE, this::nameGet));
        add(domain(9, "POWERCAP_MEASUREMENTS_GET", 4, Right.READ,
                call -> returned(call.put32((int) of(call).power().read()).put32((int) of(call).pai().get()))));
        add(notifier(0xa, "POWERCAP_CAP_NOTIFY", CAP_CHANGED));
        add(domain(0xb, "POWERCAP_MEASUREMENTS_NOTIFY", 16, Right.READ, this::notifyMeasurements).forEvents());
        add(domain(0xc, "POWERCAP_DESCRIBE_FASTCHANNEL", 8, Right.NONE, call -> ScmiStatus.NOT_SUPPORTED));
    }

    private Powercap of(ScmiCall call) {
        return caps.get(call.domain());
    }

    @Override
    public int domains() {
        return caps.size();
    }

    @Override
    public String name(int domain) {
        return caps.get(domain).name();
    }

    @Override
    protected ScmiStatus attributes(ScmiCall call) {
        return returned(call.put32(caps.size()));
    }

    /** Bit 27, configurable, goes with a lowest that is not the highest; the interval is fixed, so its lowest is its highest. */
    private ScmiStatus describe(ScmiCall call) throws KernelFault {
        Powercap cap = of(call);
        boolean settable = cap.caps().least() != cap.caps().most();
        int attributes = ifEvents(call, 31) | ifEvents(call, 30) | ifEvents(call, 29) | extended(cap.name(), 28)
                | (settable ? 1 << 27 : 0) | 1 << 26 | MICROWATTS;
        int pai = (int) cap.pai().get();
        putName(call.put32(attributes), cap.name()).put32(pai).put32(pai).put32(0)
                .put32((int) cap.caps().least()).put32((int) cap.caps().most()).put32(settable ? (int) cap.caps().value(2) : 0)
                .put32((int) cap.caps().most()).put32(0).put32(cap.parent());
        return ScmiStatus.SUCCESS;
    }

    /** 0 takes the agent's limit away (version 2). */
    private ScmiStatus set(ScmiCall call) throws KernelFault {
        int flags = call.u32(4);
        long value = Integer.toUnsignedLong(call.u32(8));
        boolean async = (flags & ASYNC) != 0;
        if ((flags & ~(ASYNC | NO_DELAYED)) != 0 || !async && (flags & NO_DELAYED) != 0) {
            return ScmiStatus.INVALID_PARAMETERS;
        }
        boolean answers = async && (flags & NO_DELAYED) == 0;
        if (answers && !call.agent().canWait()) {
            return call.agent().hasEvents() ? ScmiStatus.BUSY : ScmiStatus.NOT_SUPPORTED;
        }
        Powercap cap = of(call);
        if (cap.caps().least() == cap.caps().most()) {
            return ScmiStatus.NOT_SUPPORTED;
        }
        if (value != 0 && !cap.caps().has(value)) {
            return ScmiStatus.OUT_OF_RANGE;
        }
        int agent = call.agent().id();
        if (value == 0 ? cap.cap().withdraw(agent) : cap.cap().vote(agent, value)) {
            changed(agent, call.domain());
        }
        if (answers) {
            call.agent().respond(call.header(), cap.cap().settled(), ScmiStatus.SUCCESS.code(), call.domain(), (int) cap.cap().target());
        }
        return ScmiStatus.SUCCESS;
    }

    private ScmiStatus notifyMeasurements(ScmiCall call) {
        long from = Integer.toUnsignedLong(call.u32(8));
        long to = Integer.toUnsignedLong(call.u32(12));
        if ((call.u32(4) & ~1) != 0 || from > to) {
            return ScmiStatus.INVALID_PARAMETERS;
        }
        low[place(call.agent(), call.domain())] = from;
        high[place(call.agent(), call.domain())] = to;
        call.agent().want(ProtocolId.POWERCAP, MEASURED, call.domain(), call.u32(4) == 1);
        return ScmiStatus.SUCCESS;
    }

    @Override
    public void force(int domain, long value) throws KernelFault {
        require(caps.get(domain).caps().has(value), value, caps.get(domain).caps());
        if (caps.get(domain).cap().force(value)) {
            changed(ScmiAgent.PLATFORM, domain);
        }
    }

    public void changed(int by, int domain) throws KernelFault {
        Powercap cap = caps.get(domain);
        if (isHeard(agents, CAP_CHANGED, domain)) {
            tellAll(agents, CAP_CHANGED, domain, by, domain, (int) cap.cap().target(), (int) cap.pai().get());
        }
    }

    /** What is used has changed: agents are told when it is outside of what they named. */
    public void measured(int domain) throws KernelFault {
        long power = caps.get(domain).power().read();
        for (ScmiAgent agent : agents) {
            int place = place(agent, domain);
            if (power < low[place] || power > high[place]) {
                agent.tell(ProtocolId.POWERCAP, MEASURED, domain, 0, domain, (int) power);
            }
        }
    }

    private int place(ScmiAgent agent, int domain) {
        return agent.id() * caps.size() + domain;
    }

    @Override
    public void save(ScmiAgent agent, SavedAgent into) {
        for (int domain = 0; domain < caps.size(); domain++) {
            into.putVote("powercap", name(domain), "cap", caps.get(domain).cap().votes(), agent);
            into.put("powercap", name(domain), "low", low[place(agent, domain)]);
            into.put("powercap", name(domain), "high", high[place(agent, domain)]);
        }
    }

    @Override
    public void restore(ScmiAgent agent, SavedAgent from, boolean apply) throws StateRejected, KernelFault {
        for (int domain = 0; domain < caps.size(); domain++) {
            from.vote(key("powercap", name(domain), "cap"), caps.get(domain).caps()::has, caps.get(domain).cap(), agent, apply);
            long least = from.get("powercap", name(domain), "low", 0, 0xffff_ffffL, 0);
            long most = from.get("powercap", name(domain), "high", 0, 0xffff_ffffL, 0);
            if (apply) {
                low[place(agent, domain)] = least;
                high[place(agent, domain)] = most;
            }
        }
    }

    @Override
    public void withdraw(ScmiAgent agent, int domain) throws KernelFault {
        if (caps.get(domain).cap().withdraw(agent.id())) {
            changed(agent.id(), domain);
        }
    }
}

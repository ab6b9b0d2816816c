// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.protocol;

import static backplane.devices.scmi.protocol.SavedAgent.key;
import static backplane.devices.scmi.protocol.ScmiMessage.domain;

import backplane.device.StateRejected;
import backplane.devices.scmi.resource.Clock;
import backplane.devices.scmi.wire.ProtocolId;
import backplane.devices.scmi.wire.ScmiStatus;
import backplane.kernel.KernelFault;
import java.util.List;

/** Clocks: rates, parents, running or not. DEN0056, "Clock management protocol"; linux/drivers/firmware/arm_scmi/clock.c. */
public final class ClockProtocol extends ScmiProtocol {
    private static final int RATE_CHANGED = 0;
    private static final int RATE_CHANGE_REQUESTED = 1;
    private static final int ASYNC = 1;
    private static final int NO_DELAYED = 1 << 1;
    private static final int ROUND_UP = 1 << 2;
    private static final int ROUND_AUTO = 1 << 3;
    private static final int UNCHANGED = 3;
    private static final int STEPPED = 1 << 12;

    private final List<Clock> clocks;
    private final List<ScmiAgent> agents;

    public ClockProtocol(List<Clock> clocks, List<ScmiAgent> agents) {
        super(ProtocolId.CLOCK, "clock");
        this.clocks = List.copyOf(clocks);
        this.agents = agents;
        add(domain(3, "CLOCK_ATTRIBUTES", 4, Right.NONE, this::describe));
        add(domain(4, "CLOCK_DESCRIBE_RATES", 8, Right.NONE, this::rates));
        add(domain(5, "CLOCK_RATE_SET", 16, Right.WRITE, this::setRate).at(4));
        add(domain(6, "CLOCK_RATE_GET", 4, Right.READ, call -> returned(call.put64(of(call).rate().get()))));
        add(domain(7, "CLOCK_CONFIG_SET", 12, Right.WRITE, this::setConfig));
        add(domain(8, "CLOCK_NAME_GET", 4, Right.NONE, this::nameGet));
        add(notifier(9, "CLOCK_RATE_NOTIFY", RATE_CHANGED));
        add(notifier(0xa, "CLOCK_RATE_CHANGE_REQUESTED_NOTIFY", RATE_CHANGE_REQUESTED));
        add(domain(0xb, "CLOCK_CONFIG_GET", 8, Right.READ, this::config));
        add(domain(0xc, "CLOCK_POSSIBLE_PARENTS_GET", 8, Right.NONE, this::parents));
        add(domain(0xd, "CLOCK_PARENT_SET", 8, Right.WRITE, this::setParent));
        add(domain(0xe, "CLOCK_PARENT_GET", 4, Right.READ, this::parent));
        add(domain(0xf, "CLOCK_GET_PERMISSIONS", 4, Right.NONE, this::permissions));
    }

    private Clock of(ScmiCall call) {
        return clocks.get(call.domain());
    }

    @Override
    public int domains() {
        return clocks.size();
    }

    @Override
    public String name(int domain) {
        return clocks.get(domain).name();
    }

    @Override
    protected ScmiStatus attributes(ScmiCall call) {
        int pending = call.agent().hasEvents() ? ScmiAgent.DELAYED : 0;
        return returned(call.put32(clocks.size() | pending << 16));
    }

    private ScmiStatus describe(ScmiCall call) throws KernelFault {
        Clock clock = of(call);
        boolean restricted = rightOf(call.agent(), call.domain()) != Right.WRITE;
        int attributes = ifEvents(call, 31) | ifEvents(call, 30) | extended(clock.name(), 29)
                | (clock.parents().isEmpty() ? 0 : 1 << 28) | (restricted ? 2 : 0) | (int) clock.enabled().get();
        return returned(putName(call.put32(attributes), clock.name()).put32(0));
    }

    private ScmiStatus rates(ScmiCall call) {
        Clock clock = of(call);
        int from = call.u32(4);
        int all = clock.rates().count();
        if (from < 0 || from >= all || clock.rates().stepped() && from != 0) {
            return ScmiStatus.OUT_OF_RANGE;
        }
        int count = Math.min(all - from, (call.room() - 4) / 8);
        if (count <= 0 || clock.rates().stepped() && count < all) {
            return ScmiStatus.PROTOCOL_ERROR;
        }
        call.put32(count | (clock.rates().stepped() ? STEPPED : 0) | all - from - count << 16);
        for (int i = from; i < from + count; i++) {
            call.put64(clock.rates().value(i));
        }
        return ScmiStatus.SUCCESS;
    }

    private ScmiStatus setRate(ScmiCall call) throws KernelFault {
        int flags = call.u32(0);
        boolean async = (flags & ASYNC) != 0;
        if ((flags & ~(ASYNC | NO_DELAYED | ROUND_UP | ROUND_AUTO)) != 0 || !async && (flags & NO_DELAYED) != 0) {
            return ScmiStatus.INVALID_PARAMETERS;
        }
        boolean answers = async && (flags & NO_DELAYED) == 0;
        if (answers && !call.agent().canWait()) {
            return call.agent().hasEvents() ? ScmiStatus.BUSY : ScmiStatus.NOT_SUPPORTED;
        }
        Clock clock = of(call);
        long asked = call.u64(8);
        if (asked < clock.rates().least() || asked > clock.rates().most()) {
            return ScmiStatus.OUT_OF_RANGE;
        }
        long rate = (flags & ROUND_AUTO) != 0 ? clock.rates().nearest(asked) : clock.rates().round(asked, (flags & ROUND_UP) != 0);
        if (isHeard(agents, RATE_CHANGE_REQUESTED, call.domain())) {
            tellAll(agents, RATE_CHANGE_REQUESTED, call.domain(), call.agent().id(), call.domain(), (int) rate, (int) (rate >>> 32));
        }
        if (clock.rate().vote(call.agent().id(), rate)) {
            changed(call.agent().id(), call.domain());
        }
        if (answers) {
            long then = clock.rate().target();
            call.agent().respond(call.header(), clock.rate().settled(), ScmiStatus.SUCCESS.code(), call.domain(), (int) then,
                    (int) (then >>> 32));
        }
        return ScmiStatus.SUCCESS;
    }

    /** Bits 23:16, an extended configuration, are for platforms that have one. */
    private ScmiStatus setConfig(ScmiCall call) throws KernelFault {
        int attributes = call.u32(4);
        if ((attributes & 0xff0000) != 0) {
            return ScmiStatus.NOT_SUPPORTED;
        }
        int state = attributes & 3;
        if ((attributes & ~3) != 0 || state == 2) {
            return ScmiStatus.INVALID_PARAMETERS;
        }
        if (state != UNCHANGED) {
            of(call).enabled().vote(call.agent().id(), state);
        }
        return ScmiStatus.SUCCESS;
    }

    private ScmiStatus config(ScmiCall call) throws KernelFault {
        if (call.u32(4) != 0) {
            return ScmiStatus.NOT_SUPPORTED;
        }
        return returned(call.put32(0).put32((int) of(call).enabled().get()).put32(0));
    }

    private ScmiStatus parents(ScmiCall call) {
        List<Integer> all = of(call).parents();
        int skip = call.u32(4);
        if (all.isEmpty()) {
            return ScmiStatus.NOT_SUPPORTED;
        }
        if (skip < 0 || skip >= all.size()) {
            return ScmiStatus.OUT_OF_RANGE;
        }
        int count = Math.min(all.size() - skip, (call.room() - 4) / 4);
        if (count <= 0) {
            return ScmiStatus.PROTOCOL_ERROR;
        }
        call.put32(count | all.size() - skip - count << 24);
        for (int i = skip; i < skip + count; i++) {
            call.put32(all.get(i));
        }
        return ScmiStatus.SUCCESS;
    }

    private ScmiStatus setParent(ScmiCall call) throws KernelFault {
        Clock clock = of(call);
        if (clock.parents().isEmpty()) {
            return ScmiStatus.NOT_SUPPORTED;
        }
        if (!clock.parents().contains(call.u32(4))) {
            return ScmiStatus.INVALID_PARAMETERS;
        }
        if (clock.enabled().get() == 1) {
            return ScmiStatus.IN_USE;
        }
        clock.parent().vote(call.agent().id(), call.u32(4));
        return ScmiStatus.SUCCESS;
    }

    private ScmiStatus parent(ScmiCall call) throws KernelFault {
        return of(call).parents().isEmpty() ? ScmiStatus.NOT_SUPPORTED : returned(call.put32((int) of(call).parent().get()));
    }

    /** Bits 31 to 29: state, parent, rate may be changed. */
    private ScmiStatus permissions(ScmiCall call) {
        return returned(call.put32(rightOf(call.agent(), call.domain()) == Right.WRITE ? 7 << 29 : 0));
    }

    @Override
    public void force(int domain, long value) throws KernelFault {
        require(clocks.get(domain).rates().has(value), value, clocks.get(domain).rates());
        if (clocks.get(domain).rate().force(value)) {
            changed(ScmiAgent.PLATFORM, domain);
        }
    }

    public void changed(int by, int domain) throws KernelFault {
        long rate = clocks.get(domain).rate().target();
        if (isHeard(agents, RATE_CHANGED, domain)) {
            tellAll(agents, RATE_CHANGED, domain, by, domain, (int) rate, (int) (rate >>> 32));
        }
    }

    @Override
    public void save(ScmiAgent agent, SavedAgent into) {
        for (Clock clock : clocks) {
            into.putVote("clock", clock.name(), "rate", clock.rate().votes(), agent);
            into.putVote("clock", clock.name(), "enabled", clock.enabled().votes(), agent);
            into.putVote("clock", clock.name(), "parent", clock.parent().votes(), agent);
        }
    }

    @Override
    public void restore(ScmiAgent agent, SavedAgent from, boolean apply) throws StateRejected, KernelFault {
        for (Clock clock : clocks) {
            from.vote(key("clock", clock.name(), "parent"), value -> clock.parents().contains((int) value), clock.parent(), agent, apply);
            from.vote(key("clock", clock.name(), "rate"), clock.rates()::has, clock.rate(), agent, apply);
            from.vote(key("clock", clock.name(), "enabled"), value -> value == 0 || value == 1, clock.enabled(), agent, apply);
        }
    }

    @Override
    public void withdraw(ScmiAgent agent, int domain) throws KernelFault {
        Clock clock = clocks.get(domain);
        try {
            clock.enabled().withdraw(agent.id());
        } finally {
            try {
                clock.parent().withdraw(agent.id());
            } finally {
                if (clock.rate().withdraw(agent.id())) {
                    changed(agent.id(), domain);
                }
            }
        }
    }
}

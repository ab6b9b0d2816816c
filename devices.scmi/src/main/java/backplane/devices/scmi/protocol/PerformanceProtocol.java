// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.protocol;

import static backplane.devices.scmi.protocol.ScmiMessage.domain;

import backplane.device.StateRejected;
import backplane.devices.scmi.resource.PerformanceDomain;
import backplane.devices.scmi.wire.ProtocolId;
import backplane.devices.scmi.wire.ScmiStatus;
import backplane.kernel.KernelFault;
import java.util.List;

/**
 * Levels and limits. DEN0056, "Performance domain management protocol"; linux/drivers/firmware/arm_scmi/perf.c. A level is its frequency
 * in kHz. Fast channels are declined, since over virtio there are none.
 */
public final class PerformanceProtocol extends ScmiProtocol {
    private static final int LIMITS_CHANGED = 0;
    private static final int LEVEL_CHANGED = 1;
    /** Of version 3; from 4 on Linux expects frequency and index behind it, also of a domain without level indexing. */
    private static final int ENTRY = 12;
    /** How long a change takes, as drivers are told; microseconds. */
    private static final int LATENCY = 100;

    private final List<PerformanceDomain> domains;
    private final List<ScmiAgent> agents;

    public PerformanceProtocol(List<PerformanceDomain> domains, List<ScmiAgent> agents) {
        super(ProtocolId.PERFORMANCE, "perf");
        this.domains = List.copyOf(domains);
        this.agents = agents;
        add(domain(3, "PERFORMANCE_DOMAIN_ATTRIBUTES", 4, Right.NONE, this::describe));
        add(domain(4, "PERFORMANCE_DESCRIBE_LEVELS", 8, Right.NONE, this::levels));
        add(domain(5, "PERFORMANCE_LIMITS_SET", 12, Right.WRITE, this::setLimits));
        add(domain(6, "PERFORMANCE_LIMITS_GET", 4, Right.READ, this::limits));
        add(domain(7, "PERFORMANCE_LEVEL_SET", 8, Right.WRITE, this::setLevel));
        add(domain(8, "PERFORMANCE_LEVEL_GET", 4, Right.READ, call -> returned(call.put32((int) of(call).get()))));
        add(notifier(9, "PERFORMANCE_NOTIFY_LIMITS", LIMITS_CHANGED));
        add(notifier(0xa, "PERFORMANCE_NOTIFY_LEVEL", LEVEL_CHANGED));
        add(domain(0xb, "PERFORMANCE_DESCRIBE_FASTCHANNEL", 8, Right.NONE, call -> ScmiStatus.NOT_SUPPORTED));
        add(domain(0xc, "PERFORMANCE_DOMAIN_NAME_GET", 4, Right.NONE, this::nameGet));
    }

    private PerformanceDomain of(ScmiCall call) {
        return domains.get(call.domain());
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
        return returned(call.put16(domains.size()).put16(0).put64(0).put32(0));
    }

    private ScmiStatus describe(ScmiCall call) {
        String name = name(call.domain());
        boolean may = rightOf(call.agent(), call.domain()) == Right.WRITE;
        int attributes = (may ? 3 << 30 : 0) | ifEvents(call, 29) | ifEvents(call, 28) | extended(name, 26);
        int sustained = of(call).most();
        return returned(putName(call.put32(attributes).put32(0).put32(sustained).put32(sustained), name));
    }

    private ScmiStatus levels(ScmiCall call) {
        PerformanceDomain domain = of(call);
        int from = call.u32(4);
        if (from < 0 || from >= domain.count()) {
            return ScmiStatus.OUT_OF_RANGE;
        }
        int count = Math.min(domain.count() - from, (call.room() - 4) / ENTRY);
        if (count <= 0) {
            return ScmiStatus.PROTOCOL_ERROR;
        }
        call.put16(count).put16(domain.count() - from - count);
        for (int i = from; i < from + count; i++) {
            call.put32(domain.level(i)).put32(domain.level(i) / 1000).put16(LATENCY).put16(0);
        }
        return ScmiStatus.SUCCESS;
    }

    private ScmiStatus setLimits(ScmiCall call) throws KernelFault {
        PerformanceDomain domain = of(call);
        int max = call.u32(4);
        int min = call.u32(8);
        if (!domain.has(max) || !domain.has(min)) {
            return ScmiStatus.OUT_OF_RANGE;
        }
        if (min > max) {
            return ScmiStatus.INVALID_PARAMETERS;
        }
        domain.limit(call.agent().id(), max, min);
        limitsChanged(call.agent().id(), call.domain());
        if (domain.follow()) {
            levelChanged(call.agent().id(), call.domain());
        }
        return ScmiStatus.SUCCESS;
    }

    private ScmiStatus limits(ScmiCall call) {
        return returned(call.put32((int) of(call).max()).put32((int) of(call).min()));
    }

    /** Outside the limits of this moment is refused; outside those that come later the domain stays within them. */
    private ScmiStatus setLevel(ScmiCall call) throws KernelFault {
        PerformanceDomain domain = of(call);
        int level = call.u32(4);
        if (!domain.has(level) || level > domain.max() || level < domain.min()) {
            return ScmiStatus.OUT_OF_RANGE;
        }
        if (domain.wish(call.agent().id(), level)) {
            levelChanged(call.agent().id(), call.domain());
        }
        return ScmiStatus.SUCCESS;
    }

    @Override
    public void force(int domain, long value) throws KernelFault {
        PerformanceDomain one = domains.get(domain);
        require(value == (int) value && one.has((int) value), value, "a level of '" + one.name() + "', " + one.least() + " to " + one.most()
                + " kHz,");
        boolean changes = one.get() != value;
        one.control().set(value);
        if (changes) {
            levelChanged(ScmiAgent.PLATFORM, domain);
        }
    }

    public void levelChanged(int by, int domain) throws KernelFault {
        if (isHeard(agents, LEVEL_CHANGED, domain)) {
            tellAll(agents, LEVEL_CHANGED, domain, by, domain, (int) domains.get(domain).get());
        }
    }

    private void limitsChanged(int by, int domain) {
        if (isHeard(agents, LIMITS_CHANGED, domain)) {
            tellAll(agents, LIMITS_CHANGED, domain, by, domain, (int) domains.get(domain).max(), (int) domains.get(domain).min());
        }
    }

    @Override
    public void save(ScmiAgent agent, SavedAgent into) {
        for (PerformanceDomain domain : domains) {
            into.putVote("perf", domain.name(), "level", domain.wishes(), agent);
            into.putVote("perf", domain.name(), "max", domain.highest(), agent);
            into.putVote("perf", domain.name(), "min", domain.lowest(), agent);
        }
    }

    @Override
    public void restore(ScmiAgent agent, SavedAgent from, boolean apply) throws StateRejected, KernelFault {
        for (PerformanceDomain domain : domains) {
            long level = from.get("perf", domain.name(), "level", domain.least(), domain.most(), 0);
            long max = from.get("perf", domain.name(), "max", domain.least(), domain.most(), 0);
            long min = from.get("perf", domain.name(), "min", domain.least(), domain.most(), 0);
            if (apply && max != 0 && min != 0) {
                domain.limit(agent.id(), max, min);
            }
            if (apply && level != 0) {
                domain.wish(agent.id(), level);
            }
        }
    }

    @Override
    public void withdraw(ScmiAgent agent, int domain) throws KernelFault {
        domains.get(domain).withdraw(agent.id());
        if (domains.get(domain).follow()) {
            levelChanged(agent.id(), domain);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.protocol;

import static backplane.devices.scmi.protocol.SavedAgent.key;
import static backplane.devices.scmi.protocol.ScmiMessage.domain;

import backplane.device.StateRejected;
import backplane.devices.scmi.resource.VoltageDomain;
import backplane.devices.scmi.wire.ProtocolId;
import backplane.devices.scmi.wire.ScmiStatus;
import backplane.kernel.KernelFault;
import java.util.List;

/** Supplies. DEN0056, "Voltage domain management protocol"; linux/drivers/firmware/arm_scmi/voltage.c. */
public final class VoltageProtocol extends ScmiProtocol {
    private static final int ASYNC = 1;
    private static final int STEPPED = 1 << 12;

    private final List<VoltageDomain> domains;

    public VoltageProtocol(List<VoltageDomain> domains) {
        super(ProtocolId.VOLTAGE, "voltage");
        this.domains = List.copyOf(domains);
        add(domain(3, "VOLTAGE_DOMAIN_ATTRIBUTES", 4, Right.NONE, this::describe));
        add(domain(4, "VOLTAGE_DESCRIBE_LEVELS", 8, Right.NONE, this::levels));
        add(domain(5, "VOLTAGE_CONFIG_SET", 8, Right.WRITE, this::setConfig));
        add(domain(6, "VOLTAGE_CONFIG_GET", 4, Right.READ, call -> returned(call.put32((int) of(call).mode().get()))));
        add(domain(7, "VOLTAGE_LEVEL_SET", 12, Right.WRITE, this::setLevel));
        add(domain(8, "VOLTAGE_LEVEL_GET", 4, Right.READ, call -> returned(call.put32((int) of(call).level().get()))));
        add(domain(9, "VOLTAGE_DOMAIN_NAME_GET", 4, Right.NONE, this::nameGet));
    }

    private VoltageDomain of(ScmiCall call) {
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
        return returned(call.put32(domains.size()));
    }

    private ScmiStatus describe(ScmiCall call) {
        String name = name(call.domain());
        return returned(putName(call.put32(ifEvents(call, 31) | extended(name, 30)), name));
    }

    private ScmiStatus levels(ScmiCall call) {
        VoltageDomain domain = of(call);
        int from = call.u32(4);
        int all = domain.levels().count();
        if (from < 0 || from >= all || domain.levels().stepped() && from != 0) {
            return ScmiStatus.OUT_OF_RANGE;
        }
        int count = Math.min(all - from, (call.room() - 4) / 4);
        if (count <= 0 || domain.levels().stepped() && count < all) {
            return ScmiStatus.PROTOCOL_ERROR;
        }
        call.put32(count | (domain.levels().stepped() ? STEPPED : 0) | all - from - count << 16);
        for (int i = from; i < from + count; i++) {
            call.put32((int) domain.levels().value(i));
        }
        return ScmiStatus.SUCCESS;
    }

    /** Only the architectural modes. */
    private ScmiStatus setConfig(ScmiCall call) throws KernelFault {
        int mode = call.u32(4);
        if (mode != VoltageDomain.OFF && mode != VoltageDomain.ON) {
            return ScmiStatus.INVALID_PARAMETERS;
        }
        of(call).mode().vote(call.agent().id(), mode);
        return ScmiStatus.SUCCESS;
    }

    private ScmiStatus setLevel(ScmiCall call) throws KernelFault {
        int flags = call.u32(4);
        boolean async = (flags & ASYNC) != 0;
        if ((flags & ~ASYNC) != 0) {
            return ScmiStatus.INVALID_PARAMETERS;
        }
        if (async && !call.agent().canWait()) {
            return call.agent().hasEvents() ? ScmiStatus.BUSY : ScmiStatus.NOT_SUPPORTED;
        }
        VoltageDomain domain = of(call);
        if (!domain.levels().has(call.u32(8))) {
            return ScmiStatus.OUT_OF_RANGE;
        }
        domain.level().vote(call.agent().id(), call.u32(8));
        if (async) {
            call.agent().respond(call.header(), domain.level().settled(), ScmiStatus.SUCCESS.code(), call.domain(),
                    (int) domain.level().target());
        }
        return ScmiStatus.SUCCESS;
    }

    @Override
    public void force(int domain, long value) throws KernelFault {
        require(domains.get(domain).levels().has(value), value, domains.get(domain).levels());
        domains.get(domain).level().force(value);
    }

    @Override
    public void save(ScmiAgent agent, SavedAgent into) {
        for (VoltageDomain domain : domains) {
            into.putVote("voltage", domain.name(), "level", domain.level().votes(), agent);
            into.putVote("voltage", domain.name(), "mode", domain.mode().votes(), agent);
        }
    }

    @Override
    public void restore(ScmiAgent agent, SavedAgent from, boolean apply) throws StateRejected, KernelFault {
        for (VoltageDomain domain : domains) {
            from.vote(key("voltage", domain.name(), "level"), domain.levels()::has, domain.level(), agent, apply);
            from.vote(key("voltage", domain.name(), "mode"), value -> value == VoltageDomain.OFF || value == VoltageDomain.ON,
                    domain.mode(), agent, apply);
        }
    }

    @Override
    public void withdraw(ScmiAgent agent, int domain) throws KernelFault {
        try {
            domains.get(domain).level().withdraw(agent.id());
        } finally {
            domains.get(domain).mode().withdraw(agent.id());
        }
    }
}

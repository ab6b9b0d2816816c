// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.protocol;

import static backplane.devices.scmi.protocol.ScmiMessage.row;

import backplane.devices.scmi.wire.ProtocolId;
import backplane.devices.scmi.wire.ScmiStatus;
import java.util.List;

/**
 * What there is: protocols, agents, who made it. DEN0056, "Base protocol"; linux/drivers/firmware/arm_scmi/base.c. Rights are the
 * operator's alone, so the messages that change them are there and denied.
 */
public final class BaseProtocol extends ScmiProtocol {
    private static final String VENDOR = "Backplane";
    private static final String SUB_VENDOR = "vhost-user";
    private static final int IMPLEMENTATION = 1;
    private static final int CALLER = 0xffff;
    private static final int ERRORS = 0;
    private static final int NAME = 16;

    private final ScmiPlatform platform;

    BaseProtocol(ScmiPlatform platform) {
        super(ProtocolId.BASE, "base");
        this.platform = platform;
        add(row(3, "BASE_DISCOVER_VENDOR", 0, call -> returned(call.putText(VENDOR, NAME))));
        add(row(4, "BASE_DISCOVER_SUB_VENDOR", 0, call -> returned(call.putText(SUB_VENDOR, NAME))));
        add(row(5, "BASE_DISCOVER_IMPLEMENTATION_VERSION", 0, call -> returned(call.put32(IMPLEMENTATION))));
        add(row(6, "BASE_DISCOVER_LIST_PROTOCOLS", 4, this::list));
        add(row(7, "BASE_DISCOVER_AGENT", 4, this::agent));
        add(row(8, "BASE_NOTIFY_ERRORS", 4, this::notifyErrors).forEvents());
        add(row(9, "BASE_SET_DEVICE_PERMISSIONS", 12, call -> permissions(call, 8)));
        add(row(0xa, "BASE_SET_PROTOCOL_PERMISSIONS", 16, call -> permissions(call, 12)));
        add(row(0xb, "BASE_RESET_AGENT_CONFIGURATION", 8, this::resetAgent).thatChanges());
    }

    @Override
    public int domains() {
        return 0;
    }

    @Override
    public String name(int domain) {
        throw new IndexOutOfBoundsException(domain);
    }

    private List<ScmiProtocol> visible(ScmiAgent agent) {
        return platform.protocols().stream().filter(protocol -> platform.serves(agent, protocol)).toList();
    }

    /** One agent beside the platform: a guest does not learn of the others. */
    @Override
    protected ScmiStatus attributes(ScmiCall call) {
        return returned(call.put32(visible(call.agent()).size() | 2 << 8));
    }

    /** Ids are packed four to a word, the last word filled up with zeros; Linux insists on that length. */
    private ScmiStatus list(ScmiCall call) {
        List<ScmiProtocol> all = visible(call.agent());
        int skip = call.u32(0);
        if (skip < 0 || skip > all.size()) {
            return ScmiStatus.INVALID_PARAMETERS;
        }
        int count = Math.min(all.size() - skip, Math.max(0, call.room() - 4) & ~3);
        if (count == 0 && skip < all.size()) {
            return ScmiStatus.PROTOCOL_ERROR;
        }
        call.put32(count);
        for (int i = 0; i < (count + 3 & ~3); i++) {
            call.put8(i < count ? all.get(skip + i).id().code() : 0);
        }
        return ScmiStatus.SUCCESS;
    }

    private ScmiStatus agent(ScmiCall call) {
        int id = call.u32(0);
        if (id == 0) {
            return returned(call.put32(0).putText("platform", NAME));
        }
        ScmiAgent caller = call.agent();
        if (id != CALLER && id != ScmiAgent.ITSELF) {
            return ScmiStatus.NOT_FOUND;
        }
        return returned(call.put32(ScmiAgent.ITSELF).putText(caller.name(), NAME));
    }

    private ScmiStatus notifyErrors(ScmiCall call) {
        if ((call.u32(0) & ~1) != 0) {
            return ScmiStatus.INVALID_PARAMETERS;
        }
        call.agent().want(ProtocolId.BASE, ERRORS, 0, call.u32(0) == 1);
        return ScmiStatus.SUCCESS;
    }

    private static ScmiStatus permissions(ScmiCall call, int flagsAt) {
        if (call.u32(0) != ScmiAgent.ITSELF) {
            return ScmiStatus.NOT_FOUND;
        }
        return (call.u32(flagsAt) & ~1) != 0 ? ScmiStatus.INVALID_PARAMETERS : ScmiStatus.DENIED;
    }

    /** An agent may take back what it wants and votes itself; bit 0, permissions as well, changes nothing, as they are fixed. */
    private ScmiStatus resetAgent(ScmiCall call) {
        if (call.u32(0) != ScmiAgent.ITSELF) {
            return ScmiStatus.NOT_FOUND;
        }
        if ((call.u32(4) & ~1) != 0) {
            return ScmiStatus.INVALID_PARAMETERS;
        }
        platform.reset(call.agent());
        return ScmiStatus.SUCCESS;
    }
}

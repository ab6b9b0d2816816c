// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.protocol;

import static backplane.devices.scmi.protocol.ScmiMessage.row;

import backplane.devices.scmi.wire.ProtocolId;
import backplane.devices.scmi.wire.ScmiStatus;

/**
 * The state of the whole guest. A guest may ask for its own end or reset, which the operator's command does, or else the VMM; the host
 * may ask a guest to end itself (graceful requests). DEN0056, "System power management protocol";
 * linux/drivers/firmware/arm_scmi/system.c, scmi_power_control.c.
 */
public final class SystemProtocol extends ScmiProtocol {
    /** States, DEN0056. */
    public static final int SHUTDOWN = 0;
    public static final int COLD_RESET = 1;
    public static final int WARM_RESET = 2;
    public static final int POWER_UP = 3;
    public static final int SUSPEND = 4;

    private static final int STATE_SET = 3;
    private static final int REQUESTED = 0;
    private static final int GRACEFUL = 1;

    private final boolean there;

    /** @param there whether it is served */
    public SystemProtocol(boolean there) {
        super(ProtocolId.SYSTEM, "system");
        this.there = there;
        add(row(STATE_SET, "SYSTEM_POWER_STATE_SET", 8, this::set));
        add(row(4, "SYSTEM_POWER_STATE_GET", 0, call -> returned(call.put32(POWER_UP))));
        add(row(5, "SYSTEM_POWER_STATE_NOTIFY", 4, this::notifyState).forEvents());
    }

    @Override
    public int domains() {
        return 0;
    }

    @Override
    public String name(int domain) {
        return "system";
    }

    @Override
    public boolean isThere() {
        return there;
    }

    @Override
    protected ScmiStatus attributes(ScmiCall call) {
        return returned(call.put32(0));
    }

    /** Bit 31: warm reset. Suspend (bit 30) is not for a device to do. */
    @Override
    protected int attributesOf(ScmiMessage message) {
        return message.id() == STATE_SET ? 1 << 31 : 0;
    }

    private ScmiStatus set(ScmiCall call) {
        int state = call.u32(4);
        if ((call.u32(0) & ~GRACEFUL) != 0 || state < SHUTDOWN || state > SUSPEND) {
            return ScmiStatus.INVALID_PARAMETERS;
        }
        if (rightOf(call.agent(), 0) != Right.WRITE) {
            return ScmiStatus.DENIED;
        }
        if (state == SUSPEND) {
            return ScmiStatus.NOT_SUPPORTED;
        }
        return call.agent().askPower(state);
    }

    private ScmiStatus notifyState(ScmiCall call) {
        if ((call.u32(0) & ~1) != 0) {
            return ScmiStatus.INVALID_PARAMETERS;
        }
        if (rightOf(call.agent(), 0) == Right.NONE) {
            return ScmiStatus.DENIED;
        }
        call.agent().want(ProtocolId.SYSTEM, REQUESTED, 0, call.u32(0) == 1);
        return ScmiStatus.SUCCESS;
    }

    /**
     * Asks a guest to go to a state by itself.
     *
     * @param timeout milliseconds until it is forced to, as it is told
     * @return whether it listens
     */
    public boolean request(ScmiAgent agent, int state, int timeout) {
        boolean listens = agent.wants(ProtocolId.SYSTEM, REQUESTED, 0);
        agent.tell(ProtocolId.SYSTEM, REQUESTED, 0, 0, GRACEFUL, state, timeout);
        return listens;
    }
}

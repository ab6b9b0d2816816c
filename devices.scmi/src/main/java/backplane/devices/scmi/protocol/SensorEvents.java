// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.protocol;

import backplane.devices.scmi.resource.Reading;
import backplane.devices.scmi.resource.Sensor;
import backplane.devices.scmi.wire.ProtocolId;
import backplane.kernel.KernelFault;
import java.util.Arrays;
import java.util.List;

/** Tells agents of sensors' values: continuously, at the interval of each, and when a trip point is crossed. On the platform's thread. */
public final class SensorEvents {
    static final int TRIP = 0;
    static final int UPDATE = 1;

    private static final int DIRECTION_POSITIVE = 1 << 16;

    private final SensorProtocol protocol;
    private final List<ScmiAgent> agents;

    SensorEvents(SensorProtocol protocol, List<ScmiAgent> agents) {
        this.protocol = protocol;
        this.agents = agents;
    }

    /**
     * Looks at each sensor of which somebody wants to know.
     *
     * @param now nanoseconds
     * @return when to look again, or {@link Long#MAX_VALUE} if nobody wants to know anything
     */
    public long look(long now) {
        long next = Long.MAX_VALUE;
        for (int i = 0; i < agents.size(); i++) {
            ScmiAgent agent = agents.get(i);
            boolean any = agent.wantsAny(ProtocolId.SENSOR, UPDATE) || agent.wantsAny(ProtocolId.SENSOR, TRIP);
            for (int domain = 0; any && domain < protocol.domains(); domain++) {
                if (agent.wants(ProtocolId.SENSOR, UPDATE, domain) || agent.wants(ProtocolId.SENSOR, TRIP, domain)) {
                    SensorState state = protocol.state(agent, domain);
                    if (now - state.nextUpdate >= 0 || state.nextUpdate == 0) {
                        state.nextUpdate = now + state.interval();
                        tell(agent, domain, state);
                    }
                    next = Math.min(next, state.nextUpdate);
                }
            }
        }
        return next;
    }

    /** Whether any agent wants to know anything of any sensor. */
    public boolean isHeard() {
        for (int i = 0; i < agents.size(); i++) {
            if (agents.get(i).wantsAny(ProtocolId.SENSOR, UPDATE) || agents.get(i).wantsAny(ProtocolId.SENSOR, TRIP)) {
                return true;
            }
        }
        return false;
    }

    /** A sensor has another value, and its source says so: whoever wants to know is told now. */
    public void changed(int domain) {
        for (ScmiAgent agent : agents) {
            tell(agent, domain, protocol.state(agent, domain));
        }
    }

    private void tell(ScmiAgent agent, int domain, SensorState state) {
        if (!state.isEnabled()) {
            return;
        }
        Sensor sensor = protocol.sensor(domain);
        try {
            if (agent.wants(ProtocolId.SENSOR, UPDATE, domain)) {
                agent.tell(ProtocolId.SENSOR, UPDATE, domain, values(new int[] {0, domain}, sensor, state));
            }
            if (agent.wants(ProtocolId.SENSOR, TRIP, domain)) {
                cross(agent, domain, state, sensor.axes().get(0).read());
            }
        } catch (KernelFault gone) {
            // a sensor that does not answer has no value to tell; a command that asks for it learns why
            state.seen = false;
        }
    }

    /**
     * Has an agent told that a trip point was crossed, whatever the sensor shows.
     *
     * @param trip 0 to 3
     * @return whether it wants to be told of that sensor
     */
    public boolean trip(ScmiAgent agent, int domain, long trip, boolean up) {
        if (trip < 0 || trip >= SensorState.TRIPS) {
            throw new IllegalArgumentException("there is no trip point " + trip + "; there are 0 to " + (SensorState.TRIPS - 1));
        }
        boolean wanted = agent.wants(ProtocolId.SENSOR, TRIP, domain);
        if (wanted) {
            agent.tell(ProtocolId.SENSOR, TRIP, domain, 0, domain, (int) trip | (up ? DIRECTION_POSITIVE : 0));
        }
        return wanted;
    }

    private static boolean isCrossed(int control, long before, long after, long trip, boolean up) {
        return up ? (control & SensorState.POSITIVE) != 0 && before < trip && after >= trip
                : (control & SensorState.NEGATIVE) != 0 && before > trip && after <= trip;
    }

    private void cross(ScmiAgent agent, int domain, SensorState state, long value) {
        for (int trip = 0; trip < SensorState.TRIPS && state.seen; trip++) {
            boolean up = value > state.last;
            if (isCrossed(state.tripControl[trip], state.last, value, state.tripValue[trip], up)) {
                agent.tell(ProtocolId.SENSOR, TRIP, domain, 0, domain, trip | (up ? DIRECTION_POSITIVE : 0));
                agent.noteMoved();
            }
        }
        if (!state.seen) {
            agent.noteMoved();
        }
        state.last = value;
        state.seen = true;
    }

    /** Appends value and timestamp of each axis. */
    int[] values(int[] head, Sensor sensor, SensorState state) throws KernelFault {
        int[] words = Arrays.copyOf(head, head.length + 4 * sensor.axes().size());
        long time = state.hasTimestamps() ? protocol.now() : 0;
        int at = head.length;
        for (Reading axis : sensor.axes()) {
            long value = axis.read();
            words[at++] = (int) value;
            words[at++] = (int) (value >>> 32);
            words[at++] = (int) time;
            words[at++] = (int) (time >>> 32);
        }
        return words;
    }
}

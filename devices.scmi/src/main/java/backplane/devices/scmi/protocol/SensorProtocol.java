// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.protocol;

import static backplane.devices.scmi.protocol.ScmiMessage.domain;
import static backplane.devices.scmi.protocol.ScmiMessage.row;

import backplane.device.StateRejected;
import backplane.devices.scmi.resource.Sensor;
import backplane.devices.scmi.resource.Votes;
import backplane.devices.scmi.wire.ProtocolId;
import backplane.devices.scmi.wire.ScmiStatus;
import backplane.kernel.KernelFault;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Sensors, in the layouts of version 3. DEN0056, "Sensor management protocol"; linux/drivers/firmware/arm_scmi/sensors.c. What an agent
 * sets of a sensor (enabled, interval, trip points) is its own; {@link SensorEvents} tells it of updates.
 */
public final class SensorProtocol extends ScmiProtocol {
    private static final int ASYNC = 1;
    private static final int DESCRIPTOR = 28;
    private static final int AXIS_DESCRIPTOR = 28;
    private static final int NAME_ENTRY = 4 + 64;
    /** Ten milliseconds, a tenth of a second, a second: bits 20:5 count, 4:0 power of ten. */
    private static final int[] INTERVALS = {1 << 5 | 0x1e, 1 << 5 | 0x1f, 1 << 5};
    /** Bits 14:10, nanoseconds. */
    private static final int TIMESTAMP_SCALE = (-9 & 0x1f) << 10;

    private final List<Sensor> sensors;
    private final SensorState[] states;
    private final LongSupplier clock;
    private final SensorEvents events;

    /** @param clock nanoseconds, for timestamps */
    public SensorProtocol(List<Sensor> sensors, List<ScmiAgent> agents, LongSupplier clock) {
        super(ProtocolId.SENSOR, "sensor");
        this.sensors = List.copyOf(sensors);
        this.clock = clock;
        states = new SensorState[(Votes.AGENTS + 1) * sensors.size()];
        Arrays.setAll(states, i -> new SensorState());
        events = new SensorEvents(this, agents);
        add(row(3, "SENSOR_DESCRIPTION_GET", 4, this::describe));
        add(notifier(4, "SENSOR_TRIP_POINT_NOTIFY", SensorEvents.TRIP));
        add(domain(5, "SENSOR_TRIP_POINT_CONFIG", 16, Right.READ, this::configureTrip).thatChanges());
        add(domain(6, "SENSOR_READING_GET", 8, Right.READ, this::reading));
        add(domain(7, "SENSOR_AXIS_DESCRIPTION_GET", 8, Right.NONE, this::describeAxes));
        add(domain(8, "SENSOR_LIST_UPDATE_INTERVALS", 8, Right.NONE, this::intervals));
        add(domain(9, "SENSOR_CONFIG_GET", 4, Right.READ, call -> returned(call.put32(state(call.agent(), call.domain()).config))));
        add(domain(0xa, "SENSOR_CONFIG_SET", 8, Right.READ, this::configure).thatChanges());
        add(notifier(0xb, "SENSOR_CONTINUOUS_UPDATE_NOTIFY", SensorEvents.UPDATE));
        add(domain(0xc, "SENSOR_NAME_GET", 4, Right.NONE, this::nameGet));
        add(domain(0xd, "SENSOR_AXIS_NAME_GET", 8, Right.NONE, this::axisNames));
    }

    public SensorEvents events() {
        return events;
    }

    Sensor sensor(int domain) {
        return sensors.get(domain);
    }

    SensorState state(ScmiAgent agent, int domain) {
        return states[agent.id() * sensors.size() + domain];
    }

    long now() {
        return clock.getAsLong();
    }

    @Override
    public int domains() {
        return sensors.size();
    }

    @Override
    public String name(int domain) {
        return sensors.get(domain).name();
    }

    /** No sensor values in shared memory: address and length 0. */
    @Override
    protected ScmiStatus attributes(ScmiCall call) {
        return returned(call.put16(sensors.size()).put8(call.agent().hasEvents() ? ScmiAgent.DELAYED : 0).put8(0).put64(0).put32(0));
    }

    private ScmiStatus describe(ScmiCall call) {
        int from = call.u32(0);
        if (from < 0 || from >= sensors.size()) {
            return ScmiStatus.OUT_OF_RANGE;
        }
        int count = Math.min(sensors.size() - from, (call.room() - 4) / DESCRIPTOR);
        if (count <= 0) {
            return ScmiStatus.PROTOCOL_ERROR;
        }
        call.put16(count).put16(sensors.size() - from - count);
        for (int id = from; id < from + count; id++) {
            Sensor sensor = sensors.get(id);
            int low = ifEvents(call, 31) | ifEvents(call, 30) | extended(sensor.name(), 29) | TIMESTAMP_SCALE | 1 << 9
                    | (call.agent().hasEvents() ? SensorState.TRIPS : 0);
            int high = (sensor.hasAxes() ? sensor.axes().size() << 16 | 1 << 8 : 0) | (sensor.scale() & 0x1f) << 11 | sensor.unit().code();
            putName(call.put32(id).put32(low).put32(high), sensor.name());
        }
        return ScmiStatus.SUCCESS;
    }

    private ScmiStatus describeAxes(ScmiCall call) {
        Sensor sensor = sensors.get(call.domain());
        int from = call.u32(4);
        if (!sensor.hasAxes()) {
            return ScmiStatus.NOT_SUPPORTED;
        }
        if (from < 0 || from >= sensor.axes().size()) {
            return ScmiStatus.OUT_OF_RANGE;
        }
        int count = Math.min(sensor.axes().size() - from, (call.room() - 4) / AXIS_DESCRIPTOR);
        if (count <= 0) {
            return ScmiStatus.PROTOCOL_ERROR;
        }
        call.put32(count | sensor.axes().size() - from - count << 26);
        for (int axis = from; axis < from + count; axis++) {
            putName(call.put32(axis).put32(0).put32((sensor.scale() & 0x1f) << 11 | sensor.unit().code()), axisName(axis));
        }
        return ScmiStatus.SUCCESS;
    }

    /** X, Y and Z, as Linux's IIO driver takes a modifier from the last letter; numbers beyond these. */
    private static String axisName(int axis) {
        return axis < 3 ? "axis_" + "XYZ".charAt(axis) : "axis_" + axis;
    }

    private ScmiStatus axisNames(ScmiCall call) {
        Sensor sensor = sensors.get(call.domain());
        int from = call.u32(4);
        if (!sensor.hasAxes()) {
            return ScmiStatus.NOT_SUPPORTED;
        }
        if (from < 0 || from >= sensor.axes().size()) {
            return ScmiStatus.OUT_OF_RANGE;
        }
        int count = Math.min(sensor.axes().size() - from, (call.room() - 4) / NAME_ENTRY);
        if (count <= 0) {
            return ScmiStatus.PROTOCOL_ERROR;
        }
        call.put32(count | sensor.axes().size() - from - count << 26);
        for (int axis = from; axis < from + count; axis++) {
            call.put32(axis).putText(axisName(axis), 64);
        }
        return ScmiStatus.SUCCESS;
    }

    private ScmiStatus intervals(ScmiCall call) {
        int from = call.u32(4);
        if (from < 0 || from >= INTERVALS.length) {
            return ScmiStatus.OUT_OF_RANGE;
        }
        int count = Math.min(INTERVALS.length - from, (call.room() - 4) / 4);
        if (count <= 0) {
            return ScmiStatus.PROTOCOL_ERROR;
        }
        call.put32(count | INTERVALS.length - from - count << 16);
        for (int i = from; i < from + count; i++) {
            call.put32(INTERVALS[i]);
        }
        return ScmiStatus.SUCCESS;
    }

    private ScmiStatus configureTrip(ScmiCall call) {
        int control = call.u32(4);
        int trip = control >>> 4 & 0xff;
        if ((control & ~0xff3) != 0) {
            return ScmiStatus.INVALID_PARAMETERS;
        }
        if (!call.agent().hasEvents()) {
            return ScmiStatus.NOT_SUPPORTED;
        }
        if (trip >= SensorState.TRIPS) {
            return ScmiStatus.OUT_OF_RANGE;
        }
        SensorState state = state(call.agent(), call.domain());
        state.tripControl[trip] = control & 3;
        state.tripValue[trip] = call.u64(8);
        return ScmiStatus.SUCCESS;
    }

    /** Bits 10:9, how the platform rounds an interval, 7:2 reserved. */
    private ScmiStatus configure(ScmiCall call) {
        int config = call.u32(4);
        int rounding = config >>> 9 & 3;
        if ((config & 0x1fc) != 0 || rounding == 3) {
            return ScmiStatus.INVALID_PARAMETERS;
        }
        SensorState state = state(call.agent(), call.domain());
        boolean keeps = config >>> 16 == 0;
        state.config = keeps ? state.config & 0xffff_f800 | config & 3 : config & ~(3 << 9);
        state.nextUpdate = 0;
        return ScmiStatus.SUCCESS;
    }

    /** A sensor that the agent has switched off is not read. */
    private ScmiStatus reading(ScmiCall call) throws KernelFault {
        int flags = call.u32(4);
        boolean async = (flags & ASYNC) != 0;
        if ((flags & ~ASYNC) != 0) {
            return ScmiStatus.INVALID_PARAMETERS;
        }
        if (async && !call.agent().canWait()) {
            return call.agent().hasEvents() ? ScmiStatus.BUSY : ScmiStatus.NOT_SUPPORTED;
        }
        SensorState state = state(call.agent(), call.domain());
        if (!state.isEnabled()) {
            return ScmiStatus.GENERIC_ERROR;
        }
        Sensor sensor = sensors.get(call.domain());
        if (async) {
            call.agent().respond(call.header(), 0, events.values(new int[] {ScmiStatus.SUCCESS.code(), call.domain()}, sensor, state));
            return ScmiStatus.SUCCESS;
        }
        long time = state.hasTimestamps() ? clock.getAsLong() : 0;
        for (int axis = 0; axis < sensor.axes().size(); axis++) {
            call.put64(sensor.axes().get(axis).read()).put64(time);
        }
        return ScmiStatus.SUCCESS;
    }

    @Override
    public void save(ScmiAgent agent, SavedAgent into) {
        for (int domain = 0; domain < sensors.size(); domain++) {
            SensorState state = state(agent, domain);
            into.put("sensor", name(domain), "config", Integer.toUnsignedLong(state.config));
            for (int trip = 0; trip < SensorState.TRIPS; trip++) {
                if (state.tripControl[trip] != SensorState.OFF) {
                    into.put("sensor", name(domain), "trip" + trip, state.tripControl[trip]);
                    into.put("sensor", name(domain), "trip" + trip + "value", state.tripValue[trip]);
                }
            }
            if (state.seen) {
                into.put("sensor", name(domain), "last", state.last);
            }
        }
    }

    @Override
    public void restore(ScmiAgent agent, SavedAgent from, boolean apply) throws StateRejected {
        for (int domain = 0; domain < sensors.size(); domain++) {
            SensorState state = apply ? state(agent, domain) : new SensorState();
            state.config = (int) from.get("sensor", name(domain), "config", 0, 0xffff_ffffL, state.config);
            for (int trip = 0; trip < SensorState.TRIPS; trip++) {
                state.tripControl[trip] = (int) from.get("sensor", name(domain), "trip" + trip, 0, 3, SensorState.OFF);
                state.tripValue[trip] = from.get("sensor", name(domain), "trip" + trip + "value", Long.MIN_VALUE, Long.MAX_VALUE, 0);
            }
            state.seen = from.has("sensor", name(domain), "last");
            state.last = from.get("sensor", name(domain), "last", Long.MIN_VALUE, Long.MAX_VALUE, 0);
        }
    }

    @Override
    public void withdraw(ScmiAgent agent, int domain) {
        state(agent, domain).clear();
    }
}

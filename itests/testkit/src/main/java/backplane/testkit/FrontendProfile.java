// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

import backplane.vhostuser.ProtocolFeature;
import backplane.virtio.FeatureSet;
import java.util.EnumSet;
import java.util.Set;

/**
 * How a front-end behaves where the specification leaves it free.
 *
 * @param protocol the protocol features that it knows
 */
public record FrontendProfile(String name, FeatureSet protocol, Set<Habit> habits) {
    /** One thing that front-ends do differently. */
    public enum Habit {
        /** SET_OWNER comes before GET_FEATURES. */
        OWNER_FIRST,
        /** NEED_REPLY on each request that has no reply of its own, once REPLY_ACK is negotiated. */
        ACKS,
        /** CALL and ERR of each queue come with the handshake. */
        EARLY_CALLS,
        /** Regions come one by one, once CONFIGURE_MEM_SLOTS is negotiated. */
        ADDS_REGIONS,
        /** The payload of SET_MEM_TABLE always has room for two regions: 72 bytes. */
        PADS_MEM_TABLE,
        /** The front-end's own addresses are the guest's. */
        SAME_ADDRESSES,
        /** GET_CONFIG always begins at offset 0. */
        CONFIG_FROM_ZERO,
        /** A call descriptor is a socket. */
        CALL_SOCKETS,
        /** A stop is ENABLE 0 alone; GET_VRING_BASE never comes. */
        NEVER_ASKS_BASE
    }

    private static final FeatureSet ALL = FeatureSet.of(ProtocolFeature.values())
            .without(ProtocolFeature.XEN_MMAP, ProtocolFeature.INBAND_NOTIFICATIONS, ProtocolFeature.GPA_ADDRESSES);

    /** QEMU's order (hw/virtio/vhost-user.c, vhost.c); it asks for an acknowledgement of most requests, this one of all. */
    public static final FrontendProfile QEMU =
            new FrontendProfile("qemu", ALL, EnumSet.of(Habit.ACKS, Habit.EARLY_CALLS, Habit.ADDS_REGIONS));
    /** As QEMU, but nothing is ever acknowledged and memory comes as a table. */
    public static final FrontendProfile SILENT = new FrontendProfile("silent", ALL, EnumSet.of(Habit.EARLY_CALLS));
    /** User Mode Linux (arch/um/drivers/virtio_uml.c). */
    public static final FrontendProfile UML = new FrontendProfile("uml",
            FeatureSet.of(ProtocolFeature.REPLY_ACK, ProtocolFeature.BACKEND_REQ, ProtocolFeature.CONFIG),
            EnumSet.of(Habit.OWNER_FIRST, Habit.ACKS, Habit.PADS_MEM_TABLE, Habit.SAME_ADDRESSES, Habit.CONFIG_FROM_ZERO,
                    Habit.CALL_SOCKETS, Habit.NEVER_ASKS_BASE));

    public FrontendProfile {
        habits = Set.copyOf(habits);
    }

    public boolean has(Habit habit) {
        return habits.contains(habit);
    }

    public FrontendProfile with(Habit habit) {
        Set<Habit> more = EnumSet.copyOf(habits);
        more.add(habit);
        return new FrontendProfile(name, protocol, more);
    }

    public FrontendProfile without(Habit habit) {
        Set<Habit> fewer = EnumSet.of(habit);
        fewer.addAll(habits);
        fewer.remove(habit);
        return new FrontendProfile(name, protocol, fewer);
    }

    /** The same, knowing these protocol features only. */
    public FrontendProfile knowing(FeatureSet features) {
        return new FrontendProfile(name, features, habits);
    }

    @Override
    public String toString() {
        return name;
    }
}

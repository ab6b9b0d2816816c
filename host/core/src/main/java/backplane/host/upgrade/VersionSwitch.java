// SPDX-License-Identifier: Apache-2.0
package backplane.host.upgrade;

import backplane.device.DeviceProvider;
import backplane.operation.OperationRefused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the devices of a type from one bundle's offer to another's while both are there: one first, which is watched, then the
 * others. Whatever goes wrong, all of them are with the former bundle again at the end, with their state as it is by then. On the
 * operator's thread.
 */
public final class VersionSwitch {
    private static final Logger LOG = LoggerFactory.getLogger(VersionSwitch.class);
    private static final long LOOK_AGAIN = TimeUnit.MILLISECONDS.toNanos(5);

    private final Seats seats;
    private final DeviceProvider from;
    private final DeviceProvider to;

    /** The slots of one type, as the switch needs them. The methods have their work done on the slots' thread and wait for it. */
    public interface Seats {
        /** The slots that hold a device of {@code provider}, those with a front-end first. */
        List<String> of(DeviceProvider provider);

        /**
         * Makes a device of {@code next} beside the one that serves, and gives it a copy of that one's state.
         *
         * @return why it cannot take over, or empty
         */
        String rehearse(String slot, DeviceProvider next);

        /**
         * Replaces the device of a slot by one of {@code next}. If that fails the former one's bundle has it again.
         *
         * @param onTrial whether what it throws at is kept for the one that takes its place
         * @return why not, or empty
         */
        String move(String slot, DeviceProvider next, boolean onTrial);

        /** What is wrong with a device on trial, or empty. */
        String complaint(String slot);

        /** The trial of a device is over, and it has passed. */
        void trust(String slot);

        /** From now on the type is {@code next}'s. */
        void prefer(DeviceProvider next);
    }

    public VersionSwitch(Seats seats, DeviceProvider from, DeviceProvider to) {
        this.seats = seats;
        this.from = from;
        this.to = to;
    }

    /** @return one line for each device: what would become of it */
    public List<String> rehearse() {
        List<String> lines = new ArrayList<>();
        for (String slot : seats.of(from)) {
            String why = seats.rehearse(slot, to);
            lines.add(slot + ": " + (why.isEmpty() ? "would be moved, a connected front-end stays"
                    : "would stay, and nothing be moved: " + why));
        }
        return lines;
    }

    /** @throws OperationRefused why all devices are with the former bundle */
    public void run(Duration watch) throws OperationRefused {
        if (from == to) {
            throw new OperationRefused("it has the devices already");
        }
        List<String> moved = new ArrayList<>();
        String failure = move(moved, watch);
        if (!failure.isEmpty()) {
            LOG.warn("the upgrade is undone: {}", failure);
            List<String> back = seats.of(from);
            for (String slot : moved) {
                String stuck = back.contains(slot) ? "" : seats.move(slot, from, false);
                failure += stuck.isEmpty() ? "" : "; and " + slot + " cannot go back: " + stuck;
            }
            throw new OperationRefused(failure);
        }
        seats.prefer(to);
        moved.forEach(seats::trust);
    }

    /** @return what went wrong, or empty */
    private String move(List<String> moved, Duration watch) {
        for (String slot : seats.of(from)) {
            String why = seats.rehearse(slot, to);
            if (!why.isEmpty()) {
                return slot + ": " + why;
            }
        }
        // again and again, since a device may be created meanwhile
        for (List<String> left = seats.of(from); !left.isEmpty(); left = seats.of(from)) {
            String why = moveAll(left, moved, watch);
            if (!why.isEmpty()) {
                return why;
            }
        }
        return moved.size() > 1 ? watched(moved, watch) : "";
    }

    private String moveAll(List<String> left, List<String> moved, Duration watch) {
        for (String slot : left) {
            String why = seats.move(slot, to, true);
            if (!why.isEmpty()) {
                return slot + ": " + why;
            }
            boolean canary = moved.isEmpty();
            moved.add(slot);
            why = watched(moved, canary ? watch : Duration.ZERO);
            if (!why.isEmpty()) {
                return why;
            }
        }
        return "";
    }

    private String watched(List<String> moved, Duration watch) {
        long end = System.nanoTime() + watch.toNanos();
        do {
            for (String slot : moved) {
                String complaint = seats.complaint(slot);
                if (!complaint.isEmpty()) {
                    return slot + ": " + complaint;
                }
            }
            LockSupport.parkNanos(Math.min(LOOK_AGAIN, Math.max(0, end - System.nanoTime())));
        } while (System.nanoTime() < end && !Thread.currentThread().isInterrupted());
        return "";
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.host.worker;

import backplane.device.DeviceState;
import backplane.device.StateRejected;
import java.util.List;

/** The device's state on its way in or out, while the device stays in its seat. On the worker. */
final class StateTransfer {
    private final DeviceSeat seat;
    private final List<ServedQueue> queues;

    StateTransfer(DeviceSeat seat, List<ServedQueue> queues) {
        this.seat = seat;
        this.queues = queues;
    }

    /** Whoever keeps it for a later process. */
    void keepIn(StateKeeper keeper) {
        seat.keepState(keeper);
    }

    /** @throws IllegalStateException if a ring runs, or there is no device, or it could not save */
    DeviceState save() {
        requireAllStopped();
        DeviceState state = seat.save();
        if (state == null) {
            throw new IllegalStateException("the device could not save its state");
        }
        return state;
    }

    /** @throws IllegalStateException if a ring runs, or there is no device */
    void restore(DeviceState state) throws StateRejected {
        requireAllStopped();
        seat.restore(seat.device(), state);
    }

    /** @return null if there is no device, or it cannot tell while it runs */
    DeviceState snapshot() {
        return seat.isEmpty() ? null : seat.snapshot();
    }

    private void requireAllStopped() {
        if (seat.isEmpty()) {
            throw new IllegalStateException("there is no device at the moment");
        }
        if (queues.stream().anyMatch(ServedQueue::isStarted)) {
            throw new IllegalStateException("a ring is running");
        }
    }
}

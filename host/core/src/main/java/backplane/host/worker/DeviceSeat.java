// SPDX-License-Identifier: Apache-2.0
package backplane.host.worker;

import backplane.chain.ChainFault;
import backplane.device.Deadline;
import backplane.device.DeviceHost;
import backplane.device.DeviceSettings;
import backplane.device.DeviceState;
import backplane.device.SettingRejected;
import backplane.device.StateRejected;
import backplane.device.VirtioDevice;
import backplane.host.counters.SlotCounter;
import backplane.host.counters.SlotCounters;
import backplane.host.flight.Flight;
import backplane.host.ring.RingChain;
import backplane.virtio.FeatureSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the device of a slot sits: the only place that calls it. Whatever it throws ends here. On the worker.
 */
final class DeviceSeat {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceSeat.class);
    /** Places of faults that have been logged with their stack; a further fault there is only counted. */
    private static final int MOST_SITES = 64;

    private final String slot;
    private final SlotCounters counters;
    private final Set<String> sites = new HashSet<>();
    /** A device that stops gives its chains back in any order, and may do so while it has not been offered all of them. */
    private final Queue<RingChain> handedBack = new PriorityQueue<>(Comparator.comparingLong(RingChain::place));
    private VirtioDevice device;
    private boolean running;
    private StateKeeper keeper = StateKeeper.NONE;

    DeviceSeat(String slot, SlotCounters counters) {
        this.slot = slot;
        this.counters = counters;
    }

    boolean isEmpty() {
        return device == null;
    }

    boolean isRunning() {
        return running;
    }

    VirtioDevice device() {
        return device;
    }

    /** @return null if it threw */
    DeviceState save() {
        return containing("save", device::save);
    }

    /** @return null if it cannot tell while it runs, or threw */
    DeviceState snapshot() {
        return containing("snapshot", device::snapshot);
    }

    void keepState(StateKeeper next) {
        keeper = next;
    }

    /** Before the driver sees what the device has done. */
    void keepState() {
        if (keeper != StateKeeper.NONE && device != null) {
            keeper.keep(containing("lasting", device::lasting));
        }
    }

    void forgetState() {
        keeper.forget();
    }

    void sit(VirtioDevice newDevice) {
        device = newDevice;
    }

    void start(FeatureSet negotiated, DeviceHost host) {
        running = true;
        contain("start", () -> device.start(negotiated, host));
    }

    /**
     * Offers a chain.
     *
     * @return whether the device took it; if not, it threw, and the caller returns the chain if it is still out
     */
    boolean offer(RingChain chain) {
        counters.add(SlotCounter.REQUESTS);
        try {
            device.offered(chain.queue(), chain);
            return true;
        } catch (ChainFault fault) {
            counters.add(SlotCounter.CHAIN_FAULTS);
            return false;
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError | OutOfMemoryError stray) {
            report("offered", stray);
            return false;
        }
    }

    void drained(int queue) {
        contain("drained", () -> device.drained(queue));
    }

    void run(Runnable task) {
        if (device != null) {
            contain("a posted task", task);
        }
    }

    /** @return whether there was a device at work to be asked for its chains */
    boolean release(int queue) {
        if (running) {
            contain("released", () -> device.released(queue));
        }
        return running;
    }

    void stop(Deadline deadline) {
        if (running) {
            contain("stop", () -> device.stop(deadline));
            running = false;
        }
    }

    void reset() {
        if (device != null) {
            counters.add(SlotCounter.RESETS);
            contain("reset", device::reset);
        }
    }

    void disconnected() {
        if (device != null) {
            counters.add(SlotCounter.RESETS);
            contain("disconnected", device::disconnected);
        }
    }

    /**
     * Takes the stopped device out of the seat, with what the next one needs to go on.
     *
     * @return null if the device could not save its state
     */
    DeviceState leave() {
        VirtioDevice leaving = device;
        DeviceState state = save();
        keeper.keep(state);
        contain("close", leaving::close);
        device = null;
        return state;
    }

    /** Gives {@code state} to a device that is not in the seat yet. An exception of the device is a refusal too. */
    void restore(VirtioDevice next, DeviceState state) throws StateRejected {
        try {
            next.restore(state);
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError | OutOfMemoryError stray) {
            report("restore", stray);
            throw new StateRejected("restore threw " + stray);
        }
    }

    /**
     * Has the device take other settings where it sits.
     *
     * @return whether it has; if not, it threw
     * @throws SettingRejected if a value is wrong; it goes on as before
     */
    boolean adjust(DeviceSettings settings) throws SettingRejected {
        try {
            device.adjust(settings);
            counters.add(SlotCounter.ADJUSTED);
            LOG.info("{}: the device has taken its settings where it is, without a handover", slot);
            return true;
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError | OutOfMemoryError stray) {
            report("adjust", stray);
            return false;
        }
    }

    /** A device gave a chain back, or threw at it, and the next one is to get it. */
    void handBack(RingChain chain) {
        chain.setHandedBack(true);
        handedBack.add(chain);
    }

    /** The next chain that was handed back and is still out, in the order in which they were taken, or null. */
    RingChain nextHandedBack() {
        for (RingChain chain = handedBack.poll(); chain != null; chain = handedBack.poll()) {
            if (chain.isHeld() && chain.isHandedBack()) {
                chain.setHandedBack(false);
                chain.rewind();
                return chain;
            }
        }
        return null;
    }

    private void contain(String where, Runnable step) {
        containing(where, () -> {
            step.run();
            return null;
        });
    }

    private <T> T containing(String where, Supplier<T> step) {
        try {
            return step.get();
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError | OutOfMemoryError stray) {
            report(where, stray);
            return null;
        }
    }

    private void report(String where, Throwable stray) {
        counters.add(SlotCounter.DEVICE_FAULTS);
        Flight.fault(slot, "device", where + ": " + stray);
        StackTraceElement[] stack = stray.getStackTrace();
        String site = stray.getClass().getName() + (stack.length == 0 ? "" : stack[0]);
        if (sites.size() < MOST_SITES && sites.add(site)) {
            LOG.warn("{}: the device threw in {}; contained, and only counted from now on", slot, where, stray);
        }
    }
}

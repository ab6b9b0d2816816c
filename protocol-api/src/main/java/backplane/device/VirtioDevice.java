// SPDX-License-Identifier: Apache-2.0
package backplane.device;

import backplane.chain.DescriptorChain;
import backplane.virtio.FeatureSet;
import java.util.List;

/**
 * A virtio device. The host calls {@link #features()}, {@link #queues()}, {@link #config()} and {@link #counts()} from any thread; all
 * other methods on the device's own thread, one at a time, so a device needs no locks.
 *
 * <pre>
 *   created ──[restore]──► idle ──start──► running ──stop──► idle ──save──► (state)
 *                            │  ▲            │ offered, released, reset
 *                            └──┴── reset ───┘                              close ──► gone
 * </pre>
 */
public interface VirtioDevice extends AutoCloseable {
    /**
     * The device's own bits, 0 to 23; ring and vhost bits are the host's. Constant. IN_ORDER may be among them, for a device that answers
     * each chain soon: the host then makes an answer wait for all older ones of its queue.
     */
    FeatureSet features();

    /** The virtqueues in the order of their numbers, all that the features may bring. Constant. */
    List<QueueSpec> queues();

    /** The configuration space as it is now. */
    ConfigSpace config();

    /**
     * What the device counts beside what the host counts for every device, for {@code vhost:show} and the metrics: always the same names,
     * 64 at most, in the order in which they are to be shown. Quick; asks no hardware.
     */
    default List<DeviceCount> counts() {
        return List.of();
    }

    /**
     * The driver is ready: chains may be offered from now on. Called again after each {@link #stop}.
     *
     * @param negotiated device bits that the driver took, a subset of {@link #features()}
     */
    void start(FeatureSet negotiated, DeviceHost host);

    /**
     * A request of the driver. The device completes it at once, or holds it and completes it later. An exception is contained:
     * a {@link backplane.chain.ChainFault} and every other one returns this chain with a used length of 0.
     *
     * @param queue 0 to {@code queues().size() - 1}
     */
    void offered(int queue, DescriptorChain chain);

    /**
     * All that the driver has made available has been offered, for now: for devices whose requests make up groups. What a driver adds
     * later may be offered without such a call in between.
     * It may also come where nothing was offered since the last one.
     */
    default void drained(int queue) {
    }

    /**
     * The front-end stops a ring (GET_VRING_BASE, disconnect, reset). After the return each chain of that queue is
     * completed, as the device's specification has it for a stop, or handed back untouched: such a chain stays in the ring if it can, and
     * is offered again; if not, it is returned with length 0, as one that is still held then.
     */
    void released(int queue);

    /**
     * The device is about to be replaced, or the front-end is gone. After the return each chain is completed or handed back.
     *
     * @param deadline what is held longer is answered with an error by the host
     */
    void stop(Deadline deadline);

    /** What {@link #restore} of the same or the next version needs to go on. Called while stopped. */
    DeviceState save();

    /**
     * What {@link #save} would say now, running or not; nothing changes by it. A new version that is to take over is tried with it
     * first, while this one goes on.
     *
     * @return null if the device cannot tell before it is stopped: the trial is left out then
     */
    default DeviceState snapshot() {
        return null;
    }

    /**
     * What the device of a later process needs to go on if this process dies now. Called while running, after requests have been answered
     * and before the driver sees that, so it is to be quick and to ask the hardware nothing.
     *
     * @return null if the device cannot tell: a later one begins anew
     */
    default DeviceState lasting() {
        return snapshot();
    }

    /**
     * Takes over a saved state. Called before the first {@link #start}, never while running.
     *
     * @param state untrusted: it may come from a file, or from another host
     * @throws StateRejected if it cannot be taken over; nothing has changed then
     */
    void restore(DeviceState state) throws StateRejected;

    /**
     * Takes other settings while it goes on, running or not: no chain is given back, and requests that come after the return are
     * served by them. Called only where all that differs from the settings before is {@link Setting#live()}; a device of a provider
     * that declares such a setting must be able to. A configuration space that changes by it is told by the host.
     *
     * @param settings all of them
     * @throws SettingRejected if a value is wrong, or does not fit what others have by now; nothing has changed then
     */
    default void adjust(DeviceSettings settings) throws SettingRejected {
        throw new UnsupportedOperationException(getClass().getName() + " takes no settings while it is there");
    }

    /** The driver resets the device (VIRTIO 1.4, "Device Reset"): all state that it set goes; the hardware behind stays. */
    void reset();

    /**
     * The front-end is gone, and the driver with it: as {@link #reset}, which may have been called for the same driver before. Hardware
     * may need something else then, such as a safe state.
     */
    default void disconnected() {
        reset();
    }

    /** Gives up the hardware. The last call. Never throws. */
    @Override
    void close();
}

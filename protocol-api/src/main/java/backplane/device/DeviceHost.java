// SPDX-License-Identifier: Apache-2.0
package backplane.device;

/** What the host does for a device. Valid from {@code start} until {@code stop} returns; later calls do nothing. Any thread. */
public interface DeviceHost {
    /**
     * Runs a task on the device's thread, after what that thread has at hand. Tasks of one caller run in the order of their
     * calls. This is how hardware threads and consoles meet the device: its state has one writer.
     */
    void post(Runnable task);

    /** The bytes of {@code config()} are other ones now: tells the front-end, which tells the driver. */
    void configChanged();

    /** The device cannot go on without a reset by the driver (DEVICE_NEEDS_RESET). */
    void needsReset();
}

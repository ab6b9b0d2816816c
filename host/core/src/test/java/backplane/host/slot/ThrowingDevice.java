// SPDX-License-Identifier: Apache-2.0
package backplane.host.slot;

import backplane.chain.DescriptorChain;
import backplane.device.ConfigSpace;
import backplane.device.Deadline;
import backplane.device.DeviceCount;
import backplane.device.DeviceHost;
import backplane.device.DeviceState;
import backplane.device.QueueSpec;
import backplane.device.StateRejected;
import backplane.device.VirtioDevice;
import backplane.virtio.FeatureSet;
import java.util.List;

/**
 * Like another device, but throws at each request from some moment on.
 *
 * @param from on the scale of {@link System#nanoTime()}
 */
record ThrowingDevice(EchoDevice like, long from) implements VirtioDevice {
    @Override
    public FeatureSet features() {
        return like.features();
    }

    @Override
    public List<QueueSpec> queues() {
        return like.queues();
    }

    @Override
    public ConfigSpace config() {
        return like.config();
    }

    @Override
    public List<DeviceCount> counts() {
        throw new IllegalStateException("always");
    }

    @Override
    public void start(FeatureSet negotiated, DeviceHost host) {
        like.start(negotiated, host);
    }

    @Override
    public void offered(int queue, DescriptorChain chain) {
        if (System.nanoTime() - from >= 0) {
            throw new IllegalStateException("as it was to");
        }
        like.offered(queue, chain);
    }

    @Override
    public void released(int queue) {
        like.released(queue);
    }

    @Override
    public void stop(Deadline deadline) {
        like.stop(deadline);
    }

    @Override
    public DeviceState save() {
        return like.save();
    }

    @Override
    public void restore(DeviceState state) throws StateRejected {
        like.restore(state);
    }

    @Override
    public void reset() {
        like.reset();
    }

    @Override
    public void close() {
        like.close();
    }
}

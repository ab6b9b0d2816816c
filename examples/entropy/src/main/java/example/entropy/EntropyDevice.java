// SPDX-License-Identifier: Apache-2.0
package example.entropy;

import backplane.chain.DescriptorChain;
import backplane.device.ConfigSpace;
import backplane.device.Deadline;
import backplane.device.DeviceHost;
import backplane.device.DeviceState;
import backplane.device.QueueSpec;
import backplane.device.StateRejected;
import backplane.device.VirtioDevice;
import backplane.virtio.FeatureSet;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;

/**
 * A virtio entropy source. VIRTIO 1.4, "Entropy Device": one queue, no features, no configuration space; the device fills each
 * buffer with one or more random bytes. Answers at once, and so never holds a chain.
 */
final class EntropyDevice implements VirtioDevice {
    private static final int VERSION = 1;

    private final Random source;
    private final byte[] bytes;
    private long given;

    /** @param most bytes that one request gets at most, 1 or more */
    EntropyDevice(int most, Random source) {
        this.source = source;
        bytes = new byte[most];
    }

    @Override
    public FeatureSet features() {
        return FeatureSet.NONE;
    }

    @Override
    public List<QueueSpec> queues() {
        return List.of(new QueueSpec("requestq"));
    }

    @Override
    public ConfigSpace config() {
        return new ConfigSpace(new byte[0]);
    }

    @Override
    public void start(FeatureSet negotiated, DeviceHost host) {
        // nothing to prepare: this device calls nobody
    }

    /** A buffer without room for a byte breaks "The driver MUST NOT place driver-readable buffers": it comes back empty. */
    @Override
    public void offered(int queue, DescriptorChain chain) {
        source.nextBytes(bytes);
        int written = chain.writer().write(ByteBuffer.wrap(bytes));
        given += written;
        chain.complete(written);
    }

    @Override
    public void released(int queue) {
        // no chain is ever held
    }

    @Override
    public void stop(Deadline deadline) {
        // no chain is ever held
    }

    /** How many bytes were given: a state of one field, so that an upgrade has something to take along. */
    @Override
    public DeviceState save() {
        return new DeviceState(EntropyProvider.TYPE.name(), VERSION,
                ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(given).array());
    }

    @Override
    public DeviceState snapshot() {
        return save();
    }

    /** A state comes from anywhere: each field is checked before it counts. */
    @Override
    public void restore(DeviceState state) throws StateRejected {
        byte[] saved = state.bytes();
        if (!state.type().equals(EntropyProvider.TYPE.name()) || state.version() != VERSION || saved.length != Long.BYTES) {
            throw new StateRejected("saved entropy state: it is " + state + "; allowed are version " + VERSION + " and 8 bytes");
        }
        long count = ByteBuffer.wrap(saved).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (count < 0) {
            throw new StateRejected("saved entropy state: 'given' is " + count + "; allowed is 0 or more");
        }
        given = count;
    }

    /** Bytes that this device and those before it have given. */
    long given() {
        return given;
    }

    @Override
    public void reset() {
        // the driver sets nothing
    }

    @Override
    public void close() {
        // no hardware
    }
}

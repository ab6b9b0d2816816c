// SPDX-License-Identifier: Apache-2.0
package backplane.host.slot;

import backplane.chain.DescriptorChain;
import backplane.device.ConfigSpace;
import backplane.device.Deadline;
import backplane.device.DeviceCount;
import backplane.device.DeviceHost;
import backplane.device.DeviceProvider;
import backplane.device.DeviceSettings;
import backplane.device.DeviceState;
import backplane.device.QueueSpec;
import backplane.device.Setting;
import backplane.device.SettingRejected;
import backplane.device.StateRejected;
import backplane.device.VirtioDevice;
import backplane.virtio.DeviceType;
import backplane.virtio.FeatureSet;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Answers a request with its own bytes. The first byte may ask for worse. */
final class EchoDevice implements VirtioDevice {
    static final byte ECHO = 0;
    /** Kept until {@link #letGo}, or until the queue is released or the device stopped. */
    static final byte HOLD = 1;
    static final byte THROW = 2;
    static final byte READ_TOO_MUCH = 3;
    /** Kept for ever, whatever the contract says. */
    static final byte KEEP = 4;
    /** Completed from another thread. */
    static final byte ELSEWHERE = 5;
    /** More memory than there can be. */
    static final byte DEVOUR = 6;
    /** Kept until {@link #letGo}, and handed back untouched when the queue is released. */
    static final byte LEND = 7;

    static final DeviceType TYPE = new DeviceType(4, "echo");
    static final Setting<Integer> TAG = Setting.integer("tag", 0, 0, 255, "the first byte of the configuration space");

    static final Setting<Integer> MARK = Setting.integer("mark", 2, 0, 255, "the second byte; 255 cannot be taken while it runs").asLive();

    private final int tag;
    private volatile int mark;
    private final FeatureSet features;
    private final boolean rejects;
    private final Deque<DescriptorChain> held = new ArrayDeque<>();
    private final Deque<DescriptorChain> lent = new ArrayDeque<>();
    private volatile DeviceHost host;
    private int answered;
    volatile int resets;
    volatile boolean closed;

    EchoDevice(int tag, int mark, FeatureSet features, boolean rejects) {
        this.tag = tag;
        this.mark = mark;
        this.features = features;
        this.rejects = rejects;
    }

    /** A bundle's offer of the type. */
    static class Provider implements DeviceProvider {
        FeatureSet features = new FeatureSet(1);
        boolean rejects;
        volatile EchoDevice last;

        @Override
        public DeviceType type() {
            return TYPE;
        }

        @Override
        public List<Setting<?>> settings() {
            return List.of(TAG, MARK);
        }

        @Override
        public String qemuDevice() {
            return "vhost-user-test-device-pci,virtio-id=4";
        }

        @Override
        public VirtioDevice create(DeviceSettings settings) throws SettingRejected {
            last = new EchoDevice(settings.get(TAG), settings.get(MARK), features, rejects);
            return last;
        }
    }

    /** Completes what is held, on the device's thread. */
    void letGo() {
        host.post(() -> {
            while (!held.isEmpty()) {
                echo(held.poll());
            }
            while (!lent.isEmpty()) {
                echo(lent.poll());
            }
        });
    }

    @Override
    public FeatureSet features() {
        return features;
    }

    @Override
    public List<QueueSpec> queues() {
        return List.of(new QueueSpec("requestq", 256), new QueueSpec("eventq", 256));
    }

    @Override
    public ConfigSpace config() {
        return new ConfigSpace(new byte[] {(byte) tag, (byte) mark, 3, 4});
    }

    @Override
    public List<DeviceCount> counts() {
        return List.of(new DeviceCount("answered", "requests answered", answered));
    }

    @Override
    public void start(FeatureSet negotiated, DeviceHost newHost) {
        host = newHost;
    }

    @Override
    public void offered(int queue, DescriptorChain chain) {
        ByteBuffer first = ByteBuffer.allocate(1);
        chain.reader().read(first);
        switch (first.get(0)) {
            case HOLD -> held.add(chain);
            case LEND -> lent.add(chain);
            case THROW -> throw new IllegalStateException("as asked");
            case READ_TOO_MUCH -> chain.reader().readFully(ByteBuffer.allocate(1 << 16));
            case KEEP -> answered++;
            case ELSEWHERE -> new Thread(() -> chain.complete(0)).start();
            case DEVOUR -> answered += new long[Integer.MAX_VALUE].length;
            default -> echo(chain);
        }
    }

    private void echo(DescriptorChain chain) {
        ByteBuffer bytes = ByteBuffer.allocate((int) chain.reader().remaining());
        chain.reader().readFully(bytes);
        answered++;
        chain.complete(chain.writer().write(bytes.flip()));
    }

    @Override
    public void released(int queue) {
        held.forEach(this::echo);
        held.clear();
        lent.forEach(DescriptorChain::handBack);
        lent.clear();
    }

    @Override
    public void stop(Deadline deadline) {
        // The youngest first: a device has no order to keep here.
        while (!held.isEmpty()) {
            held.pollLast().handBack();
        }
        lent.forEach(DescriptorChain::handBack);
        lent.clear();
    }

    @Override
    public DeviceState save() {
        return new DeviceState("echo", 1, ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(answered).array());
    }

    @Override
    public DeviceState snapshot() {
        return save();
    }

    @Override
    public void restore(DeviceState state) throws StateRejected {
        if (rejects) {
            throw new StateRejected("version 1, and this device reads none");
        }
        answered = ByteBuffer.wrap(state.bytes()).order(ByteOrder.LITTLE_ENDIAN).getInt();
    }

    @Override
    public void adjust(DeviceSettings settings) throws SettingRejected {
        int next = settings.get(MARK);
        if (next == 255) {
            throw new IllegalStateException("as asked");
        }
        mark = next;
    }

    /** What was answered by this device and by those before it. */
    int answered() {
        return answered;
    }

    @Override
    public void reset() {
        resets++;
    }

    @Override
    public void close() {
        closed = true;
    }
}

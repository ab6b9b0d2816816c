// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c;

import backplane.chain.DescriptorChain;
import backplane.device.ConfigSpace;
import backplane.device.Deadline;
import backplane.device.DeviceCount;
import backplane.device.DeviceCounters;
import backplane.device.DeviceHost;
import backplane.device.DeviceSettings;
import backplane.device.DeviceState;
import backplane.device.QueueSpec;
import backplane.device.SettingRejected;
import backplane.device.StateRejected;
import backplane.device.VirtioDevice;
import backplane.devices.i2c.simulated.SimulatedBus;
import backplane.devices.i2c.wire.I2cFeature;
import backplane.virtio.DeviceType;
import backplane.virtio.FeatureSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An I2C adapter device over a bus. VIRTIO 1.4, "I2C Adapter Device". {@link I2cRequests} serves its queue; here is the life of the
 * whole.
 */
public final class I2cDevice implements VirtioDevice {
    public static final DeviceType TYPE = new DeviceType(34, "i2c");

    private static final Logger LOG = LoggerFactory.getLogger(I2cDevice.class);
    private static final List<QueueSpec> QUEUES = List.of(new QueueSpec("requestq"));
    private static final FeatureSet FEATURES = FeatureSet.of(I2cFeature.ZERO_LENGTH_REQUEST);

    private final String name;
    private final I2cBus bus;
    private final I2cRules.Reader rules;
    private I2cBus.Share share;
    private final DeviceCounters<I2cCounter> counters = new DeviceCounters<>(I2cCounter.class);
    private final I2cTrace trace = new I2cTrace();
    private final I2cRequests requests;
    private final Consumer<I2cDevice> whenClosed;
    private volatile boolean running;

    /**
     * @param bus        which the device has joined
     * @param retries    after a lost arbitration
     * @param rules      reads those settings that the device takes while it is there
     * @param whenClosed called once the bus is left
     */
    I2cDevice(I2cBus bus, I2cBus.Share share, int retries, I2cRules.Reader rules, Consumer<I2cDevice> whenClosed) {
        this.name = share.device();
        this.bus = bus;
        this.share = share;
        this.rules = rules;
        this.whenClosed = whenClosed;
        this.requests = new I2cRequests(share, bus, retries, counters, trace);
    }

    public String name() {
        return name;
    }

    /** Any thread. */
    public boolean isRunning() {
        return running;
    }

    /** Any thread. */
    public DeviceCounters<I2cCounter> counters() {
        return counters;
    }

    /** Any thread. */
    public I2cTrace trace() {
        return trace;
    }

    /** The adapter, as logs show it. Any thread. */
    public String adapter() {
        return bus.adapter().description();
    }

    /** The bus behind, if it is a simulated one. Any thread. */
    public Optional<SimulatedBus> simulatedBus() {
        return bus.adapter() instanceof SimulatedBus simulated ? Optional.of(simulated) : Optional.empty();
    }

    /** Looks who is on the bus, as an operator of the host: the policy is for drivers. Any thread; blocks for as long as the bus needs. */
    public BusScan scan() {
        return BusScan.of(bus);
    }

    @Override
    public FeatureSet features() {
        return FEATURES;
    }

    @Override
    public List<QueueSpec> queues() {
        return QUEUES;
    }

    @Override
    public ConfigSpace config() {
        return ConfigSpace.NONE;
    }

    @Override
    public List<DeviceCount> counts() {
        return counters.counts();
    }

    @Override
    public void start(FeatureSet negotiated, DeviceHost host) {
        boolean zeroLength = negotiated.has(I2cFeature.ZERO_LENGTH_REQUEST);
        if (!zeroLength) {
            // VIRTIO 1.4, "I2C Adapter Device", "Feature bits": the driver MUST take it; vhost-user has no way to refuse one that doesn't
            LOG.warn("I2C device {}: the driver has not taken the feature ZERO_LENGTH_REQUEST, which it must; its requests fail", name);
        }
        requests.start(zeroLength, host);
        running = true;
    }

    @Override
    public void offered(int queue, DescriptorChain chain) {
        requests.serve(chain);
    }

    @Override
    public void drained(int queue) {
        requests.drained();
    }

    @Override
    public void released(int queue) {
        requests.release(Deadline.in(I2cRequests.RELEASE_TIME));
    }

    /** The transfer on the bus is waited for, the others go back to the host untouched. */
    @Override
    public void stop(Deadline deadline) {
        requests.stop(deadline);
        running = false;
    }

    @Override
    public DeviceState save() {
        return new I2cState(counters.values(), bus.adapter() instanceof KeepsContents bank ? bank.contents() : List.of()).encode();
    }

    /** What simulated chips hold, as real ones hold it by themselves. Behind a real adapter there is nothing that matters. */
    @Override
    public DeviceState lasting() {
        return bus.adapter() instanceof KeepsContents ? save() : null;
    }

    @Override
    public void restore(DeviceState state) throws StateRejected {
        I2cState wanted = I2cState.decode(state);
        if (bus.adapter() instanceof KeepsContents bank) {
            bank.takeOver(wanted.contents());
        }
        counters.takeOver(wanted.counters());
    }

    @Override
    public void adjust(DeviceSettings settings) throws SettingRejected {
        I2cRules next = rules.read(settings);
        I2cBus.Share newShare = new I2cBus.Share(name, next.policy());
        String other = bus.exchange(share, newShare);
        if (other != null) {
            throw I2cSettings.clash(settings, bus, other);
        }
        share = newShare;
        requests.adjust(newShare, next.retries());
    }

    /** A driver that has just begun finds the bus as it is: the chips keep what they have. */
    @Override
    public void reset() {
        requests.release(Deadline.in(I2cRequests.RELEASE_TIME));
    }

    @Override
    public void close() {
        bus.leave(share);
        whenClosed.accept(this);
    }
}

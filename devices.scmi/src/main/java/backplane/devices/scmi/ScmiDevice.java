// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi;

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
import backplane.devices.scmi.protocol.SavedAgent;
import backplane.devices.scmi.protocol.ScmiAgent;
import backplane.devices.scmi.protocol.ScmiProtocol;
import backplane.devices.scmi.wire.ScmiFeature;
import backplane.virtio.DeviceType;
import backplane.virtio.FeatureSet;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An SCMI device: one guest's way to a platform. VIRTIO 1.4, "SCMI Device". {@link CommandQueue} and {@link EventQueue} serve its queues;
 * here is the life of the whole.
 */
public final class ScmiDevice implements VirtioDevice {
    public static final DeviceType TYPE = new DeviceType(32, "scmi");

    private static final Logger LOG = LoggerFactory.getLogger(ScmiDevice.class);
    private static final List<QueueSpec> QUEUES = List.of(new QueueSpec("cmdq"), new QueueSpec("eventq"));
    private static final FeatureSet FEATURES = FeatureSet.of(ScmiFeature.P2A_CHANNELS);
    private static final int EVENTQ = 1;
    private static final Duration RELEASE_TIME = Duration.ofSeconds(2);
    private static final Duration POWER_TIME = Duration.ofSeconds(30);

    private final SharedPlatform platform;
    private final ScmiAgent agent;
    private final DeviceCounters<ScmiCounter> counters = new DeviceCounters<>(ScmiCounter.class);
    private final ScmiTrace trace;
    private final CommandQueue commands;
    private final EventQueue events;
    private final LastingState lasting;
    private final GuestPower power;
    private final Consumer<ScmiDevice> whenClosed;
    private volatile boolean running;

    /** @param whenClosed called once the platform is left */
    ScmiDevice(SharedPlatform platform, ScmiAgent agent, Consumer<ScmiDevice> whenClosed) {
        this.platform = platform;
        this.agent = agent;
        this.whenClosed = whenClosed;
        trace = new ScmiTrace(platform.protocols());
        events = new EventQueue(counters, trace);
        lasting = new LastingState(platform, agent, events);
        platform.keep(lasting);
        power = new GuestPower(agent.name(), POWER_TIME);
        agent.setPower(power::ask);
        commands = new CommandQueue(platform, agent, counters, trace, lasting);
    }

    public String name() {
        return agent.name();
    }

    /** Any thread. */
    public boolean isRunning() {
        return running;
    }

    /** Any thread. */
    public DeviceCounters<ScmiCounter> counters() {
        return counters;
    }

    /** For the console. Any thread. */
    public ScmiTrace trace() {
        return trace;
    }

    /** For the console. Any thread. */
    public PlatformView view() {
        return new PlatformView(platform, agent);
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
        commands.start(host);
        boolean hasEvents = negotiated.has(ScmiFeature.P2A_CHANNELS);
        if (hasEvents) {
            events.start(host);
        }
        try {
            platform.enter(agent);
        } catch (ExecutionException failure) {
            LOG.error("SCMI device {}: it starts without its platform: {}", name(), failure.getCause().getMessage());
        }
        agent.setSink(hasEvents ? events : null);
        running = true;
    }

    @Override
    public void offered(int queue, DescriptorChain chain) {
        if (queue == EVENTQ) {
            events.offered(chain);
        } else {
            commands.offered(chain);
        }
    }

    /**
     * As for a stop: an empty buffer would be read for the message that it held before (Linux' scmi_vio_complete_cb looks at no length), so
     * that an old event comes once more and a command has no answer.
     */
    @Override
    public void released(int queue) {
        if (queue == EVENTQ) {
            events.release(true);
        } else {
            commands.stop(Deadline.in(RELEASE_TIME));
        }
    }

    /** Commands that the platform has begun with are finished, the others and all event buffers go back to the host untouched. */
    @Override
    public void stop(Deadline deadline) {
        commands.stop(deadline);
        agent.setSink(null);
        events.release(true);
        running = false;
    }

    @Override
    public DeviceState save() {
        AtomicReference<LastingState.Noted> saved = new AtomicReference<>(new LastingState.Noted(new TreeMap<>(), List.of()));
        onPlatform("saved", () -> {
            saved.set(LastingState.Noted.of(platform, agent));
            return null;
        });
        return saved.get().with(events.left());
    }

    /** The same as {@link #save} tells, as far as the platform has begun with commands. */
    @Override
    public DeviceState lasting() {
        return lasting.state();
    }

    @Override
    public void restore(DeviceState state) throws StateRejected {
        ScmiState wanted = ScmiState.decode(state);
        SavedAgent saved = new SavedAgent();
        wanted.values().forEach(saved::put);
        try {
            platform.call(() -> {
                for (long place : wanted.wanted()) {
                    if (!agent.wantAgain(place)) {
                        agent.forget();
                        throw new StateRejected("saved SCMI state: 'wanted' is " + Long.toHexString(place) + "; allowed is a notification");
                    }
                }
                for (boolean apply : new boolean[] {false, true}) {
                    for (ScmiProtocol protocol : platform.protocols().protocols()) {
                        protocol.restore(agent, saved, apply);
                    }
                }
                PlatformView.restoreSimulated(platform, saved);
                lasting.changed();
                return null;
            });
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof StateRejected rejected) {
                throw rejected;
            }
            throw new StateRejected("saved SCMI state: the platform does not take it: " + failure.getCause().getMessage());
        }
        events.takeOver(wanted.responses());
    }

    @Override
    public void adjust(DeviceSettings settings) throws SettingRejected {
        agent.setRights(settings.get(ScmiSettings.ALLOW));
        power.set(settings.get(ScmiSettings.ON_SHUTDOWN), settings.get(ScmiSettings.ON_RESET));
    }

    /** What the driver wanted to be told, and its votes, are gone. */
    @Override
    public void reset() {
        events.release(false);
        events.forget();
        onPlatform("reset", () -> {
            platform.protocols().reset(agent);
            lasting.changed();
            return null;
        });
    }

    @Override
    public void close() {
        platform.keepNoMore(lasting);
        platform.leave(agent);
        whenClosed.accept(this);
    }

    private void onPlatform(String what, Callable<Void> task) {
        try {
            platform.call(task);
        } catch (ExecutionException failure) {
            LOG.error("SCMI device {}: not {} on its platform: {}", name(), what, failure.getCause().getMessage());
        }
    }
}

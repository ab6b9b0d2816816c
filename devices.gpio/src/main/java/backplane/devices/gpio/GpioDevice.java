// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio;

import backplane.chain.DescriptorChain;
import backplane.device.ConfigSpace;
import backplane.device.Deadline;
import backplane.device.DeviceCount;
import backplane.device.DeviceHost;
import backplane.device.DeviceSettings;
import backplane.device.DeviceState;
import backplane.device.QueueSpec;
import backplane.device.SettingRejected;
import backplane.device.StateRejected;
import backplane.device.VirtioDevice;
import backplane.devices.gpio.wire.GpioConfigLayout;
import backplane.devices.gpio.wire.GpioDirection;
import backplane.devices.gpio.wire.GpioFeature;
import backplane.devices.gpio.wire.GpioIrqType;
import backplane.devices.gpio.wire.GpioStatus;
import backplane.kernel.KernelFault;
import backplane.virtio.DeviceType;
import backplane.virtio.FeatureSet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A GPIO device over a chip. VIRTIO 1.4, "GPIO Device". {@link GpioRequests} serves queue 0, {@link GpioEvents} queue 1; here is
 * the life of the whole.
 */
public final class GpioDevice implements VirtioDevice {
    public static final DeviceType TYPE = new DeviceType(41, "gpio");

    private static final Logger LOG = LoggerFactory.getLogger(GpioDevice.class);
    private static final int REQUESTQ = 0;
    private static final int EVENTQ = 1;
    private static final List<QueueSpec> QUEUES = List.of(new QueueSpec("requestq"), new QueueSpec("eventq"));
    private static final FeatureSet FEATURES = FeatureSet.of(GpioFeature.IRQ);

    /** Where levels are in the number of a line, behind the {@link GpioLines#word}. */
    private static final int LEVEL_SHIFT = 11;
    private static final int HELD_SHIFT = 13;

    private final String name;
    private final GpioChip chip;
    private final GpioLines lines;
    private final HardwareFaults faults;
    private final GpioEvents events;
    private final GpioRequests requests;
    private final LiveSettings live;
    private final ToldState told;
    private volatile ConfigSpace config;
    private final Consumer<GpioDevice> whenClosed;

    /** What settings do that are taken while the device is there. On the device's thread. */
    interface LiveSettings {
        /** @throws SettingRejected if a value is wrong; nothing has changed then */
        void take(DeviceSettings settings) throws SettingRejected;
    }

    /**
     * @param chip       the device's own from now on
     * @param live       changes the chip
     * @param whenClosed called once the chip is closed
     */
    GpioDevice(String name, GpioChip chip, LiveSettings live, Consumer<GpioDevice> whenClosed) {
        this.name = name;
        this.chip = chip;
        this.live = live;
        this.whenClosed = whenClosed;
        this.lines = new GpioLines(chip.lineCount());
        this.faults = new HardwareFaults(name);
        this.events = new GpioEvents(lines, chip, faults);
        this.told = new ToldState(lines.count(), this::print, this::encodeLasting);
        this.requests = new GpioRequests(lines, chip, events, faults);
        this.config = configSpace(lines.count(), requests.namesSize());
        chip.listen(events);
    }

    /** The hardware → status mapper: the specification has one status for all that can go wrong, so which error it was stays with us. */
    static GpioStatus statusOf(KernelFault fault) {
        return GpioStatus.ERR;
    }

    public String name() {
        return name;
    }

    /** Any thread. */
    public boolean isRunning() {
        return events.isRunning();
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
        return config;
    }

    @Override
    public List<DeviceCount> counts() {
        return Stream.concat(events.counts().stream(), chip.counts().stream()).toList();
    }

    @Override
    public void start(FeatureSet negotiated, DeviceHost host) {
        requests.start(negotiated.has(GpioFeature.IRQ));
        events.start(host);
        try {
            chip.resume();
        } catch (KernelFault fault) {
            faults.note(fault);
        }
    }

    @Override
    public void offered(int queue, DescriptorChain chain) {
        switch (queue) {
            case REQUESTQ -> requests.serve(chain);
            case EVENTQ -> events.serve(chain);
            default -> throw new IllegalArgumentException("a GPIO device has no queue " + queue);
        }
    }

    /** The driver gets its event buffers back without an interrupt; Linux queues them again for the lines that are enabled. */
    @Override
    public void released(int queue) {
        if (queue == EVENTQ) {
            events.giveBackAll();
        }
    }

    /** Requests have all been answered; event chains go back to the host. Lines, latches and the chip's listener stay. */
    @Override
    public void stop(Deadline deadline) {
        events.stop();
    }

    @Override
    public DeviceState save() {
        chip.leave();
        return state(false);
    }

    /** @param untouched whether lines that no driver has used are left alone, as to look at a line of the host is to take it */
    private DeviceState state(boolean untouched) {
        // Levels first: an edge in between is latched below as well as seen by its level later, and both are one interrupt.
        List<Integer> levels = new ArrayList<>();
        for (int line = 0; line < lines.count(); line++) {
            levels.add(untouched && lines.isUntouched(line) ? GpioChip.NO_LEVEL : savedLevel(line));
        }
        events.takeEdges();
        List<GpioState.Line> saved = new ArrayList<>();
        for (int line = 0; line < lines.count(); line++) {
            saved.add(new GpioState.Line(lines.direction(line), lines.remembered(line), lines.irqType(line), lines.isLatched(line),
                    levels.get(line), chip.heldLevel(line)));
        }
        return new GpioState(saved).encode();
    }

    /** Saving only looks, but for edges that it takes in as any request would. */
    @Override
    public DeviceState snapshot() {
        return state(true);
    }

    /** A chip of hardware is not asked: it would cost a system call for each line. */
    @Override
    public DeviceState lasting() {
        if (chip.isMemory()) {
            events.takeEdges();
        }
        return told.get();
    }

    private int print(int line) {
        int word = lines.word(line);
        return chip.isMemory() ? word | savedLevel(line) + 1 << LEVEL_SHIFT | chip.heldLevel(line) + 1 << HELD_SHIFT : word;
    }

    private DeviceState encodeLasting() {
        if (chip.isMemory()) {
            return save();
        }
        List<GpioState.Line> kept = new ArrayList<>();
        for (int line = 0; line < lines.count(); line++) {
            kept.add(new GpioState.Line(lines.direction(line), lines.remembered(line), lines.irqType(line), lines.isLatched(line),
                    lines.driven(line), GpioChip.NO_LEVEL));
        }
        return new GpioState(kept).encode();
    }

    @Override
    public void restore(DeviceState state) throws StateRejected {
        GpioState wanted = GpioState.decode(state, lines.count());
        try {
            for (int line = 0; line < lines.count(); line++) {
                restore(line, wanted.lines().get(line));
            }
        } catch (KernelFault fault) {
            // as it was: a device that may be restored has no line in use yet
            reset();
            throw new StateRejected("the hardware does not take the saved state over: " + fault.getMessage());
        }
    }

    private void restore(int line, GpioState.Line saved) throws KernelFault {
        if (saved.held() != GpioChip.NO_LEVEL) {
            chip.holdLevel(line, saved.held());
        }
        if (saved.direction() != GpioDirection.NONE || lines.direction(line) != GpioDirection.NONE) {
            int level = saved.level() != GpioChip.NO_LEVEL ? saved.level() : Math.max(0, levelOf(line));
            chip.setDirection(line, saved.direction(), level);
        }
        lines.forget(line);
        lines.activate(line, saved.direction());
        if (saved.direction() == GpioDirection.OUT) {
            lines.drive(line, saved.level());
        }
        if (saved.remembered() != GpioChip.NO_LEVEL) {
            lines.remember(line, saved.remembered());
        }
        if (saved.irqType() == GpioIrqType.NONE) {
            return;
        }
        events.resume(line, saved.irqType(), saved.latched());
        int level = chip.getValue(line);
        if (saved.level() != GpioChip.NO_LEVEL && saved.level() != level) {
            events.latch(line, level == 1);
        }
    }

    @Override
    public void adjust(DeviceSettings settings) throws SettingRejected {
        live.take(settings);
        requests.takeNames();
        config = configSpace(lines.count(), requests.namesSize());
    }

    /** All lines inactive, as a driver finds them that has just begun. */
    @Override
    public void reset() {
        events.giveBackAll();
        for (int line = 0; line < lines.count(); line++) {
            if (lines.isUntouched(line)) {
                continue;
            }
            try {
                requests.deactivate(line, LineEnd.RESET);
            } catch (KernelFault fault) {
                faults.note(fault);
            }
        }
    }

    /** Lines that an earlier reset has ended are ended once more: that the front-end is gone may ask for something else. */
    @Override
    public void disconnected() {
        events.giveBackAll();
        for (int line = 0; line < lines.count(); line++) {
            try {
                if (lines.isUntouched(line)) {
                    chip.release(line, LineEnd.DISCONNECT);
                } else {
                    requests.deactivate(line, LineEnd.DISCONNECT);
                }
            } catch (KernelFault fault) {
                faults.note(fault);
            }
        }
    }

    @Override
    public void close() {
        try {
            chip.close();
        } catch (RuntimeException failure) {
            LOG.warn("GPIO device {}: the chip can't be closed", name, failure);
        }
        whenClosed.accept(this);
    }

    /** The lines, for the console. Any thread. */
    public List<LineView> view() {
        List<LineView> views = new ArrayList<>();
        for (int line = 0; line < lines.count(); line++) {
            views.add(new LineView(line, chip.names().get(line), lines.direction(line), levelOf(line), lines.irqType(line),
                    events.isArmed(line), lines.isLatched(line), chip.drivenBy(line)));
        }
        return views;
    }

    /** An open-drain output may read other than it drives, and one that follows a policy by now does. */
    private int savedLevel(int line) {
        boolean drives = lines.direction(line) == GpioDirection.OUT && lines.driven(line) != GpioChip.NO_LEVEL;
        return drives ? lines.driven(line) : levelOf(line);
    }

    private int levelOf(int line) {
        try {
            return chip.getValue(line);
        } catch (KernelFault unknown) {
            return GpioChip.NO_LEVEL;
        }
    }

    private static ConfigSpace configSpace(int lineCount, int namesSize) {
        ByteBuffer bytes = ByteBuffer.allocate(GpioConfigLayout.LAYOUT.size());
        GpioConfigLayout.NGPIO.put(bytes, 0, lineCount);
        GpioConfigLayout.NAMES_SIZE.put(bytes, 0, namesSize);
        return new ConfigSpace(bytes.array());
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

import backplane.chain.ChainFault;
import backplane.chain.DescriptorChain;
import backplane.device.ConfigSpace;
import backplane.device.Deadline;
import backplane.device.DeviceCount;
import backplane.device.DeviceHost;
import backplane.device.DeviceState;
import backplane.device.QueueSpec;
import backplane.device.StateRejected;
import backplane.device.VirtioDevice;
import backplane.devices.sound.wire.SoundCode;
import backplane.devices.sound.wire.SoundConfigLayout;
import backplane.devices.sound.wire.SoundFeature;
import backplane.devices.sound.wire.TransferLayout;
import backplane.virtio.DeviceType;
import backplane.virtio.FeatureSet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/** A sound card. VIRTIO 1.4, "Sound Device". Here is the life of the whole; {@link ControlQueue} and {@link PcmStream} do the rest. */
public final class SoundDevice implements VirtioDevice {
    public static final DeviceType TYPE = new DeviceType(25, "sound");
    private static final int CONTROLQ = 0;
    private static final int EVENTQ = 1;
    private static final int TXQ = 2;
    private static final int RXQ = 3;
    private static final List<QueueSpec> QUEUES = List.of(new QueueSpec("controlq"), new QueueSpec("eventq"), new QueueSpec("txq"),
            new QueueSpec("rxq"));

    private final String name;
    private final SoundPlan plan;
    private final Answers answers = new Answers();
    private final Events events = new Events();
    private final JackSet jacks;
    private final Controls controls;
    private final ControlQueue controlQueue;
    private final List<PcmStream> streams;
    private final ConfigSpace config;
    private final Consumer<SoundDevice> whenClosed;
    private final ByteBuffer header = ByteBuffer.allocateDirect(TransferLayout.XFER.size());
    private List<SavedStream> halted = List.of();
    private List<byte[]> memos = List.of();
    private volatile DeviceHost host;

    /** @param whenClosed called last */
    SoundDevice(String name, SoundPlan plan, Wiring wiring, Consumer<SoundDevice> whenClosed) {
        this.name = name;
        this.plan = plan;
        this.whenClosed = whenClosed;
        this.jacks = new JackSet(plan.jacks());
        this.streams = new ArrayList<>();
        for (int i = 0; i < plan.streams().size(); i++) {
            int id = i;
            streams.add(wiring.stream(i, name + "-" + i, answers, () -> events.xrun(id)));
        }
        this.controls = new Controls(plan.controls() ? wiring.elements() : List.of(), answers);
        ChannelMaps maps = new ChannelMaps(plan.streams());
        this.controlQueue = new ControlQueue(streams, jacks, maps, controls, answers);
        ByteBuffer bytes = ByteBuffer.allocate(SoundConfigLayout.LAYOUT.size());
        SoundConfigLayout.JACKS.put(bytes, 0, jacks.count());
        SoundConfigLayout.STREAMS.put(bytes, 0, streams.size());
        SoundConfigLayout.CHMAPS.put(bytes, 0, maps.count());
        SoundConfigLayout.CONTROLS.put(bytes, 0, controls.count());
        this.config = new ConfigSpace(bytes.array());
    }

    public String name() {
        return name;
    }

    /** Any thread. */
    public boolean isRunning() {
        return host != null;
    }

    /** Any thread. */
    public List<String> jackNames() {
        return jacks.names();
    }

    /** In the order of their numbers. Any thread. */
    public List<StreamView> streams() {
        return streams.stream().map(StreamView::of).toList();
    }

    /**
     * Plugs something into a jack, or out. Any thread; the driver is told soon afterwards.
     *
     * @return false if there is no such jack, or no driver
     */
    public boolean plug(String jack, boolean in) {
        int id = jacks.names().indexOf(jack);
        DeviceHost current = host;
        if (id < 0 || current == null) {
            return false;
        }
        current.post(() -> {
            if (jacks.plug(id, in)) {
                events.jack(id, in);
            }
        });
        return true;
    }

    /**
     * Sets the volume of a stream that has no card's own. Any thread; the driver is told if it has controls.
     *
     * @param stream its number, one of {@link #streams()}
     * @param step   half decibels above silence, 0 to 120
     */
    public void turn(int stream, int step, boolean muted) {
        streams.get(stream).loudness.turn(step, muted);
    }

    /** Whether something is in a jack of {@link #jackNames()}. Any thread. */
    public boolean isConnected(String jack) {
        return jacks.isConnected(jacks.names().indexOf(jack));
    }

    @Override
    public FeatureSet features() {
        return plan.controls() ? FeatureSet.of(SoundFeature.CTLS) : FeatureSet.NONE;
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
        return List.of(count("frames", "frames that went to cards or came from them", StreamGauge::frames),
                count("card_xruns", "times that a card ran out of frames or room", StreamGauge::cardXruns),
                count("driver_xruns", "times that the driver was late with frames or room", StreamGauge::driverXruns));
    }

    private DeviceCount count(String name, String text, ToLongFunction<StreamGauge> figure) {
        return new DeviceCount(name, text, streams.stream().mapToLong(stream -> figure.applyAsLong(stream.gauge)).sum());
    }

    @Override
    public void start(FeatureSet negotiated, DeviceHost newHost) {
        host = newHost;
        boolean withControls = negotiated.has(SoundFeature.CTLS);
        controlQueue.start(withControls);
        if (withControls) {
            controls.listen((id, told) -> newHost.post(() -> {
                told.run();
                events.control(id);
            }));
        }
        for (int i = 0; i < streams.size(); i++) {
            streams.get(i).start(newHost);
            if (!memos.isEmpty()) {
                streams.get(i).resume(memos.get(i));
            }
        }
        memos = List.of();
        halted = List.of();
    }

    @Override
    public void offered(int queue, DescriptorChain chain) {
        switch (queue) {
            case CONTROLQ -> controlQueue.serve(chain);
            case EVENTQ -> events.offered(chain);
            default -> transfer(queue == TXQ, chain);
        }
    }

    private void transfer(boolean output, DescriptorChain chain) {
        try {
            boolean whole = chain.reader().length() >= header.capacity();
            if (whole) {
                chain.reader().readFully(header.clear());
            }
            long id = TransferLayout.STREAM_ID.get(header, 0);
            PcmStream stream = whole && id < streams.size() ? streams.get((int) id) : null;
            if (output && stream instanceof PlaybackStream playback && chain.writer().length() >= TransferLayout.PCM_STATUS.size()) {
                playback.offered(chain);
            } else if (!output && stream instanceof CaptureStream capture) {
                capture.offered(chain);
            } else if (output) {
                answers.played(chain, SoundCode.IO_ERR, 0);
            } else {
                answers.recorded(chain, 0, SoundCode.IO_ERR, 0);
            }
        } catch (ChainFault spoilt) {
            chain.complete(0);
        }
    }

    @Override
    public void released(int queue) {
        switch (queue) {
            case CONTROLQ -> streams.forEach(PcmStream::releaseControl);
            case EVENTQ -> events.release();
            default -> {
                for (PcmStream stream : streams) {
                    if (stream.isOutput() == (queue == TXQ)) {
                        stream.settle();
                        stream.flush(SoundCode.OK);
                    }
                }
            }
        }
    }

    /** What has been played or recorded is answered; the rest goes back to the host untouched. */
    @Override
    public void stop(Deadline deadline) {
        controls.deafen();
        List<SavedStream> saved = new ArrayList<>();
        for (PcmStream stream : streams) {
            SavedStream kept = stream.suspend(deadline);
            saved.add(kept);
            stream.restore(kept);
        }
        events.handBack();
        halted = saved;
        memos = saved.stream().map(SavedStream::memo).toList();
        host = null;
    }

    @Override
    public DeviceState save() {
        return SoundState.of(this, halted.isEmpty() ? now() : halted).encode();
    }

    @Override
    public DeviceState snapshot() {
        return SoundState.of(this, now()).encode();
    }

    private List<SavedStream> now() {
        return streams.stream().map(stream -> stream.saved(new byte[0])).toList();
    }

    @Override
    public void restore(DeviceState state) throws StateRejected {
        SoundState saved = SoundState.decode(state, plan);
        for (int i = 0; i < streams.size(); i++) {
            streams.get(i).restore(saved.streams().get(i));
            streams.get(i).loudness.set(saved.volumes().get(i) >> 1, (saved.volumes().get(i) & 1) != 0);
        }
        for (int i = 0; i < jacks.count(); i++) {
            jacks.restore(i, saved.jacks().get(i));
        }
        memos = saved.streams().stream().map(SavedStream::memo).toList();
    }

    /** Each stream's volume in half steps, the lowest bit telling that it is muted. */
    List<Integer> volumes() {
        return streams.stream().map(stream -> stream.loudness.step() << 1 | (stream.loudness.isMuted() ? 1 : 0)).toList();
    }

    /** Each jack in one word. */
    List<Long> jackWords() {
        List<Long> words = new ArrayList<>();
        for (int i = 0; i < jacks.count(); i++) {
            words.add(jacks.saved(i));
        }
        return words;
    }

    /** A driver that has just begun finds all streams without parameters; volumes and plugs stay. */
    @Override
    public void reset() {
        streams.forEach(PcmStream::reset);
        events.reset();
        jacks.reset();
        memos = List.of();
        halted = List.of();
    }

    @Override
    public void close() {
        streams.forEach(PcmStream::close);
        whenClosed.accept(this);
    }
}

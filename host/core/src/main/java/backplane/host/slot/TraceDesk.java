// SPDX-License-Identifier: Apache-2.0
package backplane.host.slot;

import backplane.device.DeviceProvider;
import backplane.device.DeviceSettings;
import backplane.device.DeviceState;
import backplane.device.SettingRejected;
import backplane.device.StateRejected;
import backplane.device.VirtioDevice;
import backplane.host.counters.SlotTap;
import backplane.host.trace.ChainKey;
import backplane.host.trace.RecordingHead;
import backplane.host.trace.RecordingReader;
import backplane.host.trace.RecordingRejected;
import backplane.host.trace.RecordingWriter;
import backplane.host.trace.Replay;
import backplane.host.worker.QueueWorker;
import backplane.host.worker.WorkerStopped;
import backplane.operation.OperationRefused;
import backplane.operation.ReplayView;
import backplane.operation.TraceEntry;
import backplane.operation.TraceOperations;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Where operators look at what goes on. On their threads. */
@Component(service = TraceOperations.class)
public final class TraceDesk implements TraceOperations {
    private static final int MOST_WAITING = 100_000;
    private static final int MOST_OPEN = 4096;
    private static final int LEAST_FILE = 4096;
    private static final Duration LOOK = Duration.ofMillis(100);

    private final SlotWhiteboard whiteboard;

    @Activate
    public TraceDesk(@Reference SlotWhiteboard whiteboard) {
        this.whiteboard = whiteboard;
    }

    private DeviceSlot slot(String name) throws OperationRefused {
        return whiteboard.registry().slot(name)
                .orElseThrow(() -> new OperationRefused("there is no device '" + name + "'; vhost:list shows all"));
    }

    @Override
    public Listening listen(String device, int capacity) throws OperationRefused {
        if (capacity < 1 || capacity > MOST_WAITING) {
            throw new OperationRefused("room for " + capacity + " entries; allowed are 1 to " + MOST_WAITING);
        }
        DeviceSlot slot = slot(device);
        return new Ear(worker(slot).tap(), capacity, provider(slot.settings().type(), ""));
    }

    private static QueueWorker worker(DeviceSlot slot) throws OperationRefused {
        QueueWorker worker = slot.worker();
        if (worker == null) {
            throw new OperationRefused("'" + slot.settings().name() + "' has had no device yet; vhost:list tells why");
        }
        return worker;
    }

    /** @param bundle empty for the one that serves */
    private DeviceProvider provider(String type, String bundle) throws OperationRefused {
        List<DeviceProvider> offers = (bundle.isEmpty() ? whiteboard.registry().types() : whiteboard.registry().offers()).stream()
                .filter(offer -> offer.type().name().equals(type)).toList();
        return offers.stream().filter(offer -> bundle.isEmpty() || OfferingBundle.of(offer).equals(bundle)).findFirst()
                .orElseThrow(() -> new OperationRefused("nobody offers type '" + type + "'" + (bundle.isEmpty() ? "" : " as '" + bundle
                        + "'; there is " + offers.stream().map(OfferingBundle::of).toList())));
    }

    /** What comes is put into words when it is taken. */
    private static final class Ear implements Listening, Consumer<TraceEntry> {
        private final SlotTap tap;
        private final BlockingQueue<TraceEntry> entries;
        private final DeviceProvider provider;
        private final AtomicLong dropped = new AtomicLong();
        private final Map<ChainKey, byte[]> open = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<ChainKey, byte[]> eldest) {
                return size() > MOST_OPEN;
            }
        };

        private Ear(SlotTap tap, int capacity, DeviceProvider provider) {
            this.tap = tap;
            this.provider = provider;
            entries = new LinkedBlockingQueue<>(capacity);
            tap.add(this);
        }

        @Override
        public void accept(TraceEntry entry) {
            if (!entries.offer(entry)) {
                dropped.incrementAndGet();
            }
        }

        @Override
        public TraceEntry next(Duration patience) throws InterruptedException {
            TraceEntry entry = entries.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
            if (entry == null || entry.kind() == TraceEntry.Kind.MESSAGE) {
                return entry;
            }
            ChainKey key = ChainKey.of(entry);
            boolean asks = entry.kind() == TraceEntry.Kind.REQUEST;
            byte[] request = asks ? entry.bytes() : open.remove(key);
            if (asks) {
                open.put(key, request);
            }
            return request == null ? entry : entry.with(words(entry, request, asks ? null : entry.bytes()));
        }

        /** A version that stumbles over strange bytes costs nobody the trace. */
        private String words(TraceEntry entry, byte[] request, byte[] answer) {
            try {
                return provider.describe(entry.queue(), ByteBuffer.wrap(request).asReadOnlyBuffer(),
                        answer == null ? null : ByteBuffer.wrap(answer).asReadOnlyBuffer());
            } catch (RuntimeException | LinkageError stray) {
                return "(" + stray + ")";
            }
        }

        @Override
        public long dropped() {
            return dropped.get();
        }

        @Override
        public void close() {
            tap.remove(this);
        }
    }

    @Override
    public long record(String device, Path file, Duration time, long most) throws OperationRefused, InterruptedException {
        if (most < LEAST_FILE) {
            throw new OperationRefused("a recording of " + most + " bytes; allowed are " + LEAST_FILE + " and more");
        }
        DeviceSlot slot = slot(device);
        QueueWorker worker = worker(slot);
        long end = System.nanoTime() + time.toNanos();
        try (Ear ear = new Ear(worker.tap(), MOST_WAITING, provider(slot.settings().type(), ""));
                RecordingWriter writer = new RecordingWriter(file, head(slot, worker), most)) {
            long requests = 0;
            boolean room = true;
            while (room && System.nanoTime() - end < 0) {
                TraceEntry entry = ear.next(LOOK);
                if (entry != null) {
                    room = writer.add(entry);
                    requests += room && entry.kind() == TraceEntry.Kind.REQUEST ? 1 : 0;
                }
            }
            if (ear.dropped() > 0) {
                throw new OperationRefused("the file can't be written as fast as requests come: " + ear.dropped()
                        + " entries are left out of " + file + "; most-requests limits them");
            }
            return requests;
        } catch (IOException failure) {
            throw new OperationRefused(file + " can't be written: " + failure
                    + "; give a file that is not there, in a folder of the host's user");
        }
    }

    /** A state that can't be told is left out: the replay begins with a new device. */
    private static RecordingHead head(DeviceSlot slot, QueueWorker worker) throws OperationRefused {
        try {
            DeviceState state = worker.snapshot();
            return new RecordingHead(slot.settings().type(), slot.settings().name(), worker.negotiated().bits(),
                    slot.settings().device().values(), state);
        } catch (WorkerStopped stuck) {
            throw new OperationRefused(stuck.getMessage());
        }
    }

    @Override
    public ReplayView replay(Path file, Map<String, String> settings, String bundle) throws OperationRefused {
        try (RecordingReader recording = new RecordingReader(file)) {
            RecordingHead head = recording.head();
            Map<String, String> values = new TreeMap<>(head.settings());
            values.putAll(settings);
            DeviceProvider provider = provider(head.type(), bundle);
            VirtioDevice device = provider.create(new DeviceSettings("replay." + head.device(), values));
            try {
                if (head.state() != null) {
                    device.restore(head.state());
                }
                return new Replay(device).run(recording, OfferingBundle.of(provider));
            } finally {
                device.close();
            }
        } catch (IOException unreadable) {
            throw new OperationRefused(file + " can't be read: " + unreadable);
        } catch (RecordingRejected | SettingRejected | StateRejected wrong) {
            throw new OperationRefused(wrong.getMessage());
        } catch (RuntimeException | LinkageError stray) {
            throw new OperationRefused("the device threw " + stray);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi;

import backplane.chain.DescriptorChain;
import backplane.device.DeviceCounters;
import backplane.device.DeviceHost;
import backplane.devices.scmi.protocol.EventSink;
import backplane.devices.scmi.protocol.ScmiAgent;
import backplane.devices.scmi.wire.MessageType;
import backplane.devices.scmi.wire.ScmiHeader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The eventq: buffers that the driver has given, and messages that wait for one. VIRTIO 1.4, "SCMI Device", "eventq Operation":
 * notifications may be coalesced or left out, delayed responses are kept. The {@link EventSink} is the platform's thread's side; all
 * else is on the device's.
 */
final class EventQueue implements EventSink {
    private final DeviceCounters<ScmiCounter> counters;
    private final ScmiTrace trace;
    private final Map<Long, AtomicReference<byte[]>> latest = new ConcurrentHashMap<>();
    private final Queue<byte[]> arrived = new ConcurrentLinkedQueue<>();
    private final Queue<Later> later = new ConcurrentLinkedQueue<>();
    private final AtomicInteger responses = new AtomicInteger();
    private final AtomicLong changes = new AtomicLong();
    private final Deque<DescriptorChain> buffers = new ArrayDeque<>();
    private final Map<Long, byte[]> notifications = new LinkedHashMap<>();
    private final Deque<byte[]> delayed = new ArrayDeque<>();
    private volatile DeviceHost host;

    /** A response whose time has not come. */
    private record Later(long due, byte[] message) {
    }

    EventQueue(DeviceCounters<ScmiCounter> counters, ScmiTrace trace) {
        this.counters = counters;
        this.trace = trace;
    }

    /** What waits from before is sent as buffers come. */
    void start(DeviceHost next) {
        host = next;
        collect();
    }

    @Override
    public void notify(long place, byte[] message) {
        trace.note(message);
        AtomicReference<byte[]> slot = latest.computeIfAbsent(place, key -> new AtomicReference<>());
        if (slot.getAndSet(message) == null) {
            host.post(() -> take(place, slot));
        } else {
            counters.add(ScmiCounter.COALESCED, 1);
        }
    }

    @Override
    public void respond(byte[] message, long due) {
        responses.incrementAndGet();
        if (due == 0) {
            arrive(message);
        } else {
            later.add(new Later(due, message));
            changes.incrementAndGet();
        }
    }

    private void arrive(byte[] message) {
        trace.note(message);
        arrived.add(message);
        changes.incrementAndGet();
        host.post(this::collect);
    }

    @Override
    public long due(long now) {
        long next = Long.MAX_VALUE;
        if (later.isEmpty()) {
            return next;
        }
        for (Later each : later) {
            if (each.due() - now <= 0 && later.remove(each)) {
                arrive(each.message());
            } else {
                next = Math.min(next, each.due());
            }
        }
        return next;
    }

    @Override
    public int waiting() {
        return responses.get();
    }

    private void take(long place, AtomicReference<byte[]> slot) {
        byte[] message = slot.getAndSet(null);
        if (message != null && notifications.put(place, message) != null) {
            counters.add(ScmiCounter.COALESCED, 1);
        }
        send();
    }

    private void collect() {
        hear();
        send();
    }

    private void hear() {
        for (byte[] message = arrived.poll(); message != null; message = arrived.poll()) {
            delayed.add(message);
        }
    }

    void offered(DescriptorChain chain) {
        buffers.add(chain);
        send();
    }

    private void send() {
        while (!buffers.isEmpty() && !delayed.isEmpty() && sent(delayed.peek())) {
            delayed.poll();
            changes.incrementAndGet();
            responses.decrementAndGet();
            counters.add(ScmiCounter.DELAYED, 1);
        }
        Iterator<byte[]> waiting = notifications.values().iterator();
        while (!buffers.isEmpty() && waiting.hasNext()) {
            counters.add(sent(waiting.next()) ? ScmiCounter.NOTIFICATIONS : ScmiCounter.NO_ROOM, 1);
            waiting.remove();
        }
    }

    /** A buffer that is too small stays for a shorter message. */
    private boolean sent(byte[] message) {
        for (Iterator<DescriptorChain> each = buffers.iterator(); each.hasNext();) {
            DescriptorChain chain = each.next();
            if (chain.writer().length() >= message.length) {
                each.remove();
                chain.writer().writeFully(ByteBuffer.wrap(message));
                chain.complete(message.length);
                return true;
            }
        }
        return false;
    }

    /** Buffers go back to the driver, or to the host for the next device. */
    void release(boolean handBack) {
        for (DescriptorChain chain = buffers.poll(); chain != null; chain = buffers.poll()) {
            if (handBack) {
                chain.handBack();
            } else {
                chain.complete(0);
            }
        }
    }

    /** The driver has begun anew: nothing waits for it any more. */
    void forget() {
        latest.clear();
        later.clear();
        arrived.clear();
        notifications.clear();
        delayed.clear();
        responses.set(0);
        changes.incrementAndGet();
    }

    /** Grows whenever a response comes or goes. Any thread. */
    long changes() {
        return changes.get();
    }

    /** Responses that wait, those of which the device's thread has not heard yet too, and those that are not due. */
    List<byte[]> pending() {
        hear();
        List<byte[]> all = new ArrayList<>(delayed);
        later.forEach(each -> all.add(each.message()));
        return all;
    }

    /** The same and notifications that wait, for the next device: as many as it has room for. When nothing comes any more. */
    List<byte[]> left() {
        List<byte[]> all = pending();
        latest.forEach((place, slot) -> {
            byte[] message = slot.getAndSet(null);
            if (message != null) {
                notifications.put(place, message);
            }
        });
        notifications.values().stream().limit(Math.max(0, ScmiAgent.DELAYED - all.size())).forEach(all::add);
        return all;
    }

    /** What a former device still owed. */
    void takeOver(List<byte[]> messages) {
        long place = -1;
        for (byte[] message : messages) {
            if (ScmiHeader.type(ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN).getInt(0)) == MessageType.NOTIFICATION.code()) {
                notifications.put(place--, message);
            } else {
                delayed.add(message);
                responses.incrementAndGet();
            }
        }
        changes.incrementAndGet();
    }
}

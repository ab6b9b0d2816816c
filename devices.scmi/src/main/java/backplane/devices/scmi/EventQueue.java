// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi;

import backplane.chain.DescriptorChain;
import backplane.device.DeviceHost;
import backplane.devices.scmi.protocol.EventSink;
import java.nio.ByteBuffer;
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
import java.util.concurrent.atomic.AtomicReference;

/**
 * The eventq: buffers that the driver has given, and messages that wait for one. VIRTIO 1.4, "SCMI Device", "eventq Operation":
 * notifications may be coalesced or left out, delayed responses are kept. The {@link EventSink} is the platform's thread's side; all
 * else is on the device's.
 */
final class EventQueue implements EventSink {
    private final ScmiCounters counters;
    private final ScmiTrace trace;
    private final Map<Long, AtomicReference<byte[]>> latest = new ConcurrentHashMap<>();
    private final Queue<byte[]> arrived = new ConcurrentLinkedQueue<>();
    private final AtomicInteger responses = new AtomicInteger();
    private final Deque<DescriptorChain> buffers = new ArrayDeque<>();
    private final Map<Long, byte[]> notifications = new LinkedHashMap<>();
    private final Deque<byte[]> delayed = new ArrayDeque<>();
    private volatile DeviceHost host;

    EventQueue(ScmiCounters counters, ScmiTrace trace) {
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
    public void respond(byte[] message) {
        trace.note(message);
        responses.incrementAndGet();
        arrived.add(message);
        host.post(this::collect);
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
        for (byte[] message = arrived.poll(); message != null; message = arrived.poll()) {
            delayed.add(message);
        }
        send();
    }

    void offered(DescriptorChain chain) {
        buffers.add(chain);
        send();
    }

    private void send() {
        while (!buffers.isEmpty() && !delayed.isEmpty() && sent(delayed.peek())) {
            delayed.poll();
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
        arrived.clear();
        notifications.clear();
        delayed.clear();
        responses.set(0);
    }

    /** What waits, responses first; while stopped. */
    List<byte[]> pending() {
        for (byte[] message = arrived.poll(); message != null; message = arrived.poll()) {
            delayed.add(message);
        }
        latest.forEach((place, slot) -> {
            byte[] message = slot.getAndSet(null);
            if (message != null) {
                notifications.put(place, message);
            }
        });
        return new ArrayList<>(delayed);
    }

    /** Responses that a former device still owed. */
    void takeOver(List<byte[]> messages) {
        delayed.addAll(messages);
        responses.addAndGet(messages.size());
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.testkit.fuzz;

import backplane.chain.ChainFault;
import backplane.device.Deadline;
import backplane.device.DeviceState;
import backplane.device.StateRejected;
import backplane.device.VirtioDevice;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Drives one device with requests of a driver that means ill, and holds it to its contract: each chain is given up once, with an
 * answer that the specification knows; nothing is thrown but {@link ChainFault}; no request makes the device allocate more than
 * {@value #MOST_BYTES} bytes; after a stop nothing is held. A finding is an {@link AssertionError} that names the request.
 */
public final class DeviceFuzzer implements AutoCloseable {
    /** What a request may make the device allocate on the device's thread, bytes. */
    public static final long MOST_BYTES = 1 << 20;
    private static final int MOST_HELD = 96;
    private static final int BATCH = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final FuzzTarget target;
    private final long mostBytes;
    private final FuzzRequest request = new FuzzRequest();
    private final List<FuzzChain> held = new ArrayList<>();
    private VirtioDevice device;
    private FuzzHost host;
    private long requests;
    private long starts;
    private FuzzChain last;

    /**
     * Gives the target up when it is closed.
     *
     * @param mostBytes {@link #MOST_BYTES}; more where classes are rewritten as they are loaded, as a coverage-guided tool does
     */
    public DeviceFuzzer(FuzzTarget target, long mostBytes) {
        this.target = target;
        this.mostBytes = mostBytes;
    }

    /** Requests that were offered, those that came back from a stop among them. */
    public long requests() {
        return requests;
    }

    /** How often a device was started. */
    public long starts() {
        return starts;
    }

    /**
     * One life of a device: made, started, driven with about {@code count} requests or until the choices are over, stopped, closed.
     *
     * @throws AssertionError for a finding
     */
    public void play(Choices choices, int count) {
        long end = requests + count;
        device = target.make();
        try {
            start(choices);
            while (requests < end && !choices.isOver()) {
                batch(choices);
                if (choices.onceIn(8)) {
                    target.happen(choices);
                }
                if (choices.onceIn(12)) {
                    turn(choices);
                }
            }
            stop();
        } catch (RuntimeException | Error finding) {
            throw new AssertionError("after " + requests + " requests, the last: " + last + ": " + finding, finding);
        } finally {
            device.close();
            held.clear();
        }
    }

    private void batch(Choices choices) {
        int count = 1 + choices.below(BATCH);
        int queue = 0;
        for (int i = 0; i < count && !choices.isOver(); i++) {
            request.begin();
            queue = target.request(choices, request);
            if (choices.onceIn(2)) {
                request.spoil(choices);
            }
            offer(request.chain(queue));
        }
        drain();
        host.run();
        look();
        if (held.size() > MOST_HELD) {
            settle();
        }
    }

    private void offer(FuzzChain chain) {
        last = chain;
        requests++;
        held.add(chain);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            device.offered(chain.queue(), chain);
        } catch (ChainFault contained) {
            // the host returns it with length 0 then; it is not the device's any more
            require(chain.isHeld(), "thrown for a chain that was given up", chain);
            held.remove(held.size() - 1);
        }
        long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
        require(bytes <= mostBytes, bytes + " bytes were allocated for one request", chain);
    }

    private void drain() {
        for (int queue = 0; queue < device.queues().size(); queue++) {
            device.drained(queue);
        }
    }

    /** Forgets what is answered, after a look at it. */
    private void look() {
        int kept = 0;
        for (int i = 0; i < held.size(); i++) {
            FuzzChain chain = held.get(i);
            require(chain.offence() == null, chain.offence(), chain);
            if (chain.isHeld()) {
                held.set(kept++, chain);
                continue;
            }
            require(chain.isCompleted(), "handed back while the device runs", chain);
            String wrong = target.wrong(chain);
            require(wrong == null, wrong, chain);
        }
        held.subList(kept, held.size()).clear();
    }

    /** Waits for the answers that must come, and takes the buffers of the other queues back. */
    private void settle() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (owed() != null) {
            require(System.nanoTime() < end, "not answered for " + PATIENCE, owed());
            if (!host.run()) {
                LockSupport.parkNanos(20_000);
            }
            look();
        }
        if (held.size() > MOST_HELD / 2) {
            for (int queue = 0; queue < device.queues().size(); queue++) {
                release(queue);
            }
        }
    }

    private FuzzChain owed() {
        for (FuzzChain chain : held) {
            if (target.isPrompt(chain.queue())) {
                return chain;
            }
        }
        return null;
    }

    private void release(int queue) {
        device.released(queue);
        for (Iterator<FuzzChain> each = held.iterator(); each.hasNext();) {
            FuzzChain chain = each.next();
            if (chain.queue() == queue) {
                require(!chain.isHeld(), "held although its queue was released", chain);
                each.remove();
            }
        }
    }

    /** Something that a driver or an operator does between requests. */
    private void turn(Choices choices) {
        switch (choices.below(16)) {
            case 0, 1, 2, 3 -> release(choices.below(device.queues().size()));
            case 4, 5, 6 -> {
                for (int queue = 0; queue < device.queues().size(); queue++) {
                    release(queue);
                }
                device.reset();
            }
            case 7 -> device.reset();
            case 8, 9 -> {
                stop();
                device.reset();
                held.clear();
                start(choices);
            }
            case 10 -> {
                stop();
                device.disconnected();
                held.clear();
                start(choices);
            }
            case 11, 12 -> replace(choices);
            case 13 -> settle();
            default -> restart(choices);
        }
    }

    private void start(Choices choices) {
        starts++;
        host = new FuzzHost();
        device.start(target.negotiated(choices), host);
    }

    private void stop() {
        host.run();
        device.stop(Deadline.in(PATIENCE));
        host.stop();
        for (FuzzChain chain : held) {
            require(chain.offence() == null, chain.offence(), chain);
            require(!chain.isHeld(), "held after the stop", chain);
        }
    }

    /** What was handed back is offered again, as by the host. */
    private void restart(Choices choices) {
        stop();
        List<FuzzChain> back = held.stream().filter(chain -> !chain.isCompleted()).toList();
        held.clear();
        start(choices);
        for (FuzzChain chain : back) {
            offer(chain.anew());
        }
    }

    /** Another device takes over, with the state as it was saved or with one that is not quite it. */
    private void replace(Choices choices) {
        stop();
        DeviceState state = device.save();
        device.close();
        device = target.make();
        byte[] bytes = state.bytes();
        int version = state.version();
        if (choices.onceIn(2)) {
            bytes = spoiled(choices, bytes);
            version = choices.onceIn(8) ? 1 + choices.below(1 << 16) : version;
        }
        try {
            device.restore(new DeviceState(state.type(), version, bytes));
        } catch (StateRejected expected) {
            // and nothing has changed by it
        }
        held.clear();
        start(choices);
    }

    private static byte[] spoiled(Choices choices, byte[] state) {
        byte[] bytes = java.util.Arrays.copyOf(state, choices.onceIn(4) ? choices.below(state.length + 8) : state.length);
        for (int i = choices.below(4); i > 0 && bytes.length > 0; i--) {
            bytes[choices.below(bytes.length)] = (byte) choices.number();
        }
        return bytes;
    }

    private static void require(boolean holds, String otherwise, FuzzChain chain) {
        if (!holds) {
            throw new AssertionError(otherwise + ": " + chain);
        }
    }

    @Override
    public void close() {
        target.close();
    }
}

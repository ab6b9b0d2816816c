// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio;

import backplane.chain.DescriptorChain;
import backplane.device.DeviceCount;
import backplane.device.DeviceCounters;
import backplane.device.DeviceHost;
import backplane.devices.gpio.wire.GpioIrqRequest;
import backplane.devices.gpio.wire.GpioIrqType;
import backplane.kernel.KernelFault;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;

/**
 * The eventq, and all that makes an interrupt. VIRTIO 1.4, "GPIO Device", "eventq Operation": a queued buffer unmasks the line's
 * interrupt, the interrupt takes the buffer along and so masks itself. While masked, one edge is latched; a level is looked at
 * when the line is unmasked, and when it changes while unmasked.
 *
 * <p>On the device's thread, but for {@link #changed}.
 */
final class GpioEvents implements GpioChip.LevelListener {
    private final GpioLines lines;
    private final GpioChip chip;
    private final HardwareFaults faults;
    private final ArmedInterrupts armed;
    private final PendingEdges pending;
    private final DeviceCounters<GpioCounter> counters = new DeviceCounters<>(GpioCounter.class);
    private final ByteBuffer request = ByteBuffer.allocateDirect(GpioIrqRequest.LAYOUT.size());

    private final Runnable takeAll = this::takeEdges;
    private final IntConsumer takeOne = this::takeEdges;
    /** Null while stopped: edges wait in {@link #pending} then. */
    private volatile Run run;

    /**
     * The time from one start to the next stop. A thread that is late with the host of a former run marks that run only.
     *
     * @param posted a task that will take the edges is on its way
     */
    private record Run(DeviceHost host, AtomicBoolean posted) {
    }

    GpioEvents(GpioLines lines, GpioChip chip, HardwareFaults faults) {
        this.lines = lines;
        this.chip = chip;
        this.faults = faults;
        this.armed = new ArmedInterrupts(lines.count(), counters);
        this.pending = new PendingEdges(lines.count());
    }

    /** Edges that came while the device was stopped are still pending: the next buffer of their line finds them. */
    void start(DeviceHost host) {
        run = new Run(host, new AtomicBoolean());
    }

    /** All chains go back to the host. Latches stay, and edges go on coming in. */
    void stop() {
        run = null;
        armed.handBackAll();
    }

    boolean isRunning() {
        return run != null;
    }

    /** Any thread. */
    List<DeviceCount> counts() {
        return counters.counts();
    }

    /** A chain of the eventq. */
    void serve(DescriptorChain chain) {
        int read = chain.reader().read(request.clear());
        int line = GpioIrqRequest.GPIO.get(request, 0);
        boolean whole = read == GpioIrqRequest.LAYOUT.size() && chain.writer().length() > 0;
        // Also a line that isn't enabled: the specification has it both ways, and Linux queues the buffer again if need be.
        if (!whole || !lines.has(line) || lines.irqType(line) == GpioIrqType.NONE || armed.isArmed(line)) {
            armed.refuse(chain);
            return;
        }
        // before arming: what has come until now came while the interrupt was masked
        takeEdges(line);
        armed.arm(line, chain);
        if (lines.irqType(line).isLevel()) {
            deliverIfActive(line);
        } else if (lines.isLatched(line)) {
            lines.setLatched(line, false);
            armed.deliver(line);
        }
    }

    /** Edges count from here on. */
    void enable(int line, GpioIrqType type) throws KernelFault {
        chip.watch(line, true);
        // one that the hardware's thread was late to report, of the time before
        pending.take(line);
        lines.setIrqType(line, type);
    }

    /** Goes on with an interrupt of a saved state; edges that have come in already count. */
    void resume(int line, GpioIrqType type, boolean latched) throws KernelFault {
        chip.watch(line, true);
        lines.setIrqType(line, type);
        lines.setLatched(line, latched);
    }

    /** Gives up a line's interrupt: latch dropped, buffer returned. Done even if the hardware refuses. */
    void disable(int line) throws KernelFault {
        lines.setIrqType(line, GpioIrqType.NONE);
        armed.giveBack(line);
        chip.watch(line, false);
    }

    void giveBackAll() {
        armed.giveBackAll();
    }

    boolean isArmed(int line) {
        return armed.isArmed(line);
    }

    /** Latches an edge if the line's interrupt is made by such edges. */
    void latch(int line, boolean rising) {
        if (matching(lines.irqType(line), rising ? 1 : 0, rising ? 0 : 1) > 0) {
            lines.setLatched(line, true);
        }
    }

    /** Any thread. */
    @Override
    public void changed(int line, int level) {
        pending.add(line, level != 0);
        Run current = run;
        if (current != null && current.posted.compareAndSet(false, true)) {
            current.host.post(takeAll);
        }
    }

    /** Turns what the hardware's threads have reported into interrupts and latches. */
    void takeEdges() {
        Run current = run;
        if (current != null) {
            // before looking: an edge that comes later posts a task of its own
            current.posted.set(false);
        }
        pending.forEachMarked(takeOne);
    }

    private void takeEdges(int line) {
        long taken = pending.take(line);
        if (taken == 0) {
            return;
        }
        GpioIrqType type = lines.irqType(line);
        if (type.isLevel()) {
            deliverIfActive(line);
            return;
        }
        long edges = matching(type, PendingEdges.rising(taken), PendingEdges.falling(taken));
        if (edges > 0 && armed.isArmed(line)) {
            armed.deliver(line);
            edges--;
        }
        if (edges > 0) {
            counters.add(GpioCounter.EDGES_MERGED, lines.isLatched(line) ? edges : edges - 1);
            lines.setLatched(line, true);
        }
    }

    private void deliverIfActive(int line) {
        if (!armed.isArmed(line)) {
            return;
        }
        try {
            int active = lines.irqType(line) == GpioIrqType.LEVEL_HIGH ? 1 : 0;
            if (chip.getValue(line) == active) {
                armed.deliver(line);
            }
        } catch (KernelFault fault) {
            // nobody to answer: the buffer stays, and the next change of the level is another chance
            faults.note(fault);
        }
    }

    private static long matching(GpioIrqType type, long rising, long falling) {
        return switch (type) {
            case EDGE_RISING -> rising;
            case EDGE_FALLING -> falling;
            case EDGE_BOTH -> rising + falling;
            case NONE, LEVEL_HIGH, LEVEL_LOW -> 0;
        };
    }
}

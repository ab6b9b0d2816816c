// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c;

import backplane.chain.ChainFault;
import backplane.chain.DescriptorChain;
import backplane.device.Deadline;
import backplane.device.DeviceCounters;
import backplane.device.DeviceHost;
import backplane.kernel.KernelFault;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The requestq: gather a group, check all of it, have it done as one transfer, answer. VIRTIO 1.4, "I2C Adapter Device", "Device
 * Operation": requests up to and including the first without FAIL_NEXT are a group, of which nothing is done after one that failed.
 * A driver whose ring is full leaves a group without an end (Linux does; QEMU's ring has four entries): so a group ends
 * where the ring is empty, too. In the order of the ring, one transfer at a time. On the device's thread.
 */
final class I2cRequests {
    /** How long a ring that stops, or a reset, waits for the transfer on the bus. */
    static final Duration RELEASE_TIME = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(I2cRequests.class);

    private I2cBus.Share share;
    private final int mostMessages;
    private final I2cBus bus;
    private int retries;
    private final DeviceCounters<I2cCounter> counters;
    private final I2cTrace trace;
    private final HardwareFaults faults;
    private final DenialLog denials;
    private final ByteBuffer status = ByteBuffer.allocateDirect(1);
    private final ArrayDeque<I2cRequest> unused = new ArrayDeque<>();
    /** Not on the bus yet, in the order of the ring; the first {@link #whole} of them make up whole groups. */
    private final ArrayDeque<I2cRequest> waiting = new ArrayDeque<>();
    private final List<I2cRequest> onBus = new ArrayList<>();
    /** Taken by what checks a group before it is put onto the bus. */
    private final List<I2cRequest> group = new ArrayList<>();
    private int whole;
    /** How many of those on the bus have their answer already. */
    private int answered;
    private BusTurn turn;
    private boolean negotiated;
    private Runnable notice = () -> { };

    I2cRequests(I2cBus.Share share, I2cBus bus, int retries, DeviceCounters<I2cCounter> counters, I2cTrace trace) {
        this.share = share;
        this.bus = bus;
        this.retries = retries;
        this.mostMessages = Math.min(bus.adapter().mostMessages(), I2cTransfer.MOST_MESSAGES);
        this.turn = new BusTurn(bus, retries);
        this.counters = counters;
        this.trace = trace;
        this.faults = new HardwareFaults(share.device());
        this.denials = new DenialLog(share.device(), System::nanoTime);
    }

    void start(boolean zeroLength, DeviceHost host) {
        negotiated = zeroLength;
        Runnable collect = this::collect;
        notice = () -> host.post(collect);
        turn.onDone(notice);
        submitNext();
    }

    /** Other rules from now on, also for what waits; the transfer on the bus goes on. */
    void adjust(I2cBus.Share newShare, int newRetries) {
        share = newShare;
        retries = newRetries;
        turn.setRetries(newRetries);
    }

    /** A chain of the ring. */
    void serve(DescriptorChain chain) {
        I2cRequest request = unused.isEmpty() ? new I2cRequest() : unused.pop();
        try {
            waiting.add(request.take(chain, negotiated));
        } catch (ChainFault fault) {
            unused.push(request);
            throw fault;
        }
        if (!request.failNext()) {
            whole = waiting.size();
            submitNext();
        }
    }

    /** The ring is empty: what there is of a group is the group. */
    void drained() {
        whole = waiting.size();
        submitNext();
    }

    /** Waits for the transfer on the bus and hands everything else back. */
    void stop(Deadline deadline) {
        settle(deadline);
        onBus.forEach(this::handBack);
        onBus.clear();
        waiting.forEach(this::handBack);
        waiting.clear();
        whole = 0;
    }

    /** Waits for the transfer on the bus and answers everything else with ERR. */
    void release(Deadline deadline) {
        settle(deadline);
        refuse(onBus, I2cCounter.SKIPPED);
        onBus.clear();
        group.addAll(waiting);
        waiting.clear();
        whole = 0;
        refuse(group, I2cCounter.SKIPPED);
        group.clear();
    }

    /** Afterwards nothing is on the bus; in {@link #onBus} is what has been taken back from there. */
    private void settle(Deadline deadline) {
        if (turn.isIdle() || turn.withdraw()) {
            return;
        }
        if (turn.await(deadline.remaining().toNanos()) || turn.isDone()) {
            answer();
            return;
        }
        // the host answers what is still held; the turn belongs to the bus' thread for as long as that needs it
        LOG.error("I2C device {}: a transfer of {} messages is still on the bus of {} at its deadline; its requests are answered with an"
                + " error, though they may yet be done", share.device(), onBus.size(), bus.adapter().description());
        counters.add(I2cCounter.TIMEOUT, onBus.size());
        onBus.clear();
        turn = new BusTurn(bus, retries);
        turn.onDone(notice);
    }

    private void collect() {
        if (turn.isDone()) {
            answer();
            submitNext();
        }
    }

    private void answer() {
        I2cTransfer transfer = turn.transfer;
        KernelFault fault = turn.fault();
        int done = fault == null ? onBus.size() : Math.min(transfer.done(), onBus.size() - 1);
        I2cCounter outcome = fault == null ? I2cCounter.OK : I2cCounter.of(fault.errno());
        if (fault != null) {
            faults.note(fault);
        }
        trace.note(transfer, done, outcome);
        // the front-end may take its memory away in the middle: what was answered before is not answered again then
        while (answered < onBus.size()) {
            int i = answered++;
            I2cRequest request = onBus.get(i);
            if (i < done) {
                request.answer(transfer, i, status);
                counters.add(I2cCounter.OK, 1);
            } else {
                request.refuse(status);
                counters.add(i == done ? outcome : I2cCounter.SKIPPED, 1);
            }
            unused.push(request);
        }
        onBus.clear();
        answered = 0;
        turn.collected();
    }

    /** Puts the next group that may be done onto the bus; groups before it that may not are answered. */
    private void submitNext() {
        while (turn.isIdle() && whole > 0) {
            takeGroup();
            I2cCounter wrong = check();
            if (wrong == null) {
                wrong = fill();
            }
            if (wrong == null) {
                // addAll would make an array of them first
                for (int i = 0; i < group.size(); i++) {
                    onBus.add(group.get(i));
                }
                group.clear();
                turn.submit();
            } else {
                refuse(group, wrong);
                group.clear();
            }
        }
    }

    private void takeGroup() {
        group.clear();
        boolean more = true;
        while (more && whole > 0) {
            I2cRequest request = waiting.poll();
            whole--;
            group.add(request);
            more = request.failNext();
        }
    }

    /** All rules, for each message, before the first of them goes anywhere. Returns what is wrong, or null. */
    private I2cCounter check() {
        if (group.size() > mostMessages) {
            return I2cCounter.TOO_LARGE;
        }
        long bytes = 0;
        for (int i = 0; i < group.size(); i++) {
            I2cRequest request = group.get(i);
            if (request.wrong() != null) {
                return request.wrong();
            }
            if (!share.policy().allows(request.address(), request.isRead(), request.length())) {
                denials.note(request.address(), request.isRead());
                return I2cCounter.DENIED;
            }
            bytes += request.length();
        }
        return bytes > I2cTransfer.MOST_BYTES ? I2cCounter.TOO_LARGE : null;
    }

    private I2cCounter fill() {
        turn.transfer.clear().endWithPec(share.policy().hasPec(group.get(0).address()));
        try {
            for (int i = 0; i < group.size(); i++) {
                group.get(i).addTo(turn.transfer);
            }
            return null;
        } catch (ChainFault gone) {
            return I2cCounter.MALFORMED;
        }
    }

    /** Nothing of these reached the bus. */
    private void refuse(List<I2cRequest> requests, I2cCounter reason) {
        for (int i = 0; i < requests.size(); i++) {
            I2cRequest request = requests.get(i);
            trace.refused(request, reason);
            request.refuse(status);
            unused.push(request);
        }
        counters.add(reason, requests.size());
    }

    private void handBack(I2cRequest request) {
        request.handBack();
        unused.push(request);
    }

    /** Lines of the log about denials so far. */
    long denialLines() {
        return denials.lines();
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

import backplane.chain.DescriptorChain;
import backplane.device.Deadline;
import backplane.device.DeviceHost;
import backplane.devices.sound.wire.PcmDirection;
import backplane.devices.sound.wire.PcmFeature;
import backplane.devices.sound.wire.SoundCode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream: its life cycle ({@link PcmState}) and its messages. The device's thread, but where it says otherwise. A request that
 * needs the card is answered when the stream's thread has done it, or after {@link #ANSWER_TIME}; those behind it wait for that.
 */
abstract class PcmStream {
    /** The driver gives up after a second (sound/virtio/virtio_card.c, msg_timeout_ms). */
    static final long ANSWER_TIME = 800;
    private static final Logger LOG = LoggerFactory.getLogger(PcmStream.class);
    private static final byte[] NO_MEMO = {};

    final Answers answers;
    final StreamGauge gauge = new StreamGauge();
    final Loudness loudness;
    final Deque<Transfer> waiting = new ArrayDeque<>();
    private final Deque<Transfer> unused = new ArrayDeque<>();
    private final Deque<PcmRequest> backlog = new ArrayDeque<>();
    private final StreamPlan plan;
    private final String name;
    private final Pump pump;
    private final StreamThread thread;
    private final Runnable whenXrun;
    private final AtomicBoolean noted = new AtomicBoolean();
    private final Runnable look = this::look;

    /** Null before the first start. */
    private volatile DeviceHost host;
    private volatile PcmState state = PcmState.IDLE;
    private PcmState before = PcmState.IDLE;
    private volatile StreamParameters parameters;
    private boolean tellsXruns;
    private FrameRing ring;
    private PcmRequest pending;
    private Order pendingOrder;
    private long xrunsTold;
    private boolean reacted;

    /**
     * @param whenXrun tells the driver, on the device's thread
     * @param maker    of the pump, from the gauge and what it calls after each portion
     */
    PcmStream(StreamPlan plan, String name, Answers answers, Loudness loudness, Runnable whenXrun,
            BiFunction<StreamGauge, Runnable, Pump> maker) {
        this.plan = plan;
        this.name = name;
        this.answers = answers;
        this.loudness = loudness;
        this.whenXrun = whenXrun;
        this.ring = new FrameRing(1);
        this.pump = maker.apply(gauge, this::note);
        this.thread = new StreamThread(name, pump, this::orderDone);
    }

    /** Frames have moved, or there is something to move: completes what is over, and takes what fits. */
    abstract void settle();

    /** Completes all messages at once, with what is there. */
    abstract void flush(SoundCode code);

    StreamPlan plan() {
        return plan;
    }

    String name() {
        return name;
    }

    /** Any thread. */
    PcmState state() {
        return state;
    }

    /** Null before SET_PARAMS. */
    StreamParameters parameters() {
        return parameters;
    }

    final FrameRing ring() {
        return ring;
    }

    /** Another ring from here on; nothing waits in it. */
    void replaceRing(FrameRing newRing) {
        ring = newRing;
    }

    void start(DeviceHost newHost) {
        host = newHost;
        // what was noted for the host before is lost
        noted.set(false);
    }

    final void nudge() {
        thread.nudge();
    }

    /** The stream's thread. */
    private void note() {
        if (!noted.getAndSet(true)) {
            host.post(look);
        }
    }

    private void look() {
        noted.set(false);
        settle();
        long xruns = gauge.xruns();
        if (xruns != xrunsTold) {
            xrunsTold = xruns;
            if (tellsXruns && state == PcmState.RUNNING) {
                whenXrun.run();
            }
        }
    }

    void request(PcmRequest request) {
        if (pending != null) {
            backlog.add(request);
        } else {
            perform(request);
        }
    }

    private void perform(PcmRequest request) {
        if (!state.allows(request.code())) {
            answers.control(request.chain(), SoundCode.BAD_MSG);
            return;
        }
        switch (request.code()) {
            case PCM_SET_PARAMS -> answers.control(request.chain(), setParameters(request.wanted()));
            case PCM_PREPARE -> prepare(request);
            case PCM_START -> order(request, new Order(Order.Kind.START), PcmState.RUNNING);
            case PCM_STOP -> order(request, new Order(Order.Kind.STOP), PcmState.STOPPED);
            default -> {
                boolean open = state.takesFrames();
                flush(SoundCode.OK);
                state = state == PcmState.SET ? PcmState.SET : PcmState.RELEASED;
                if (open) {
                    thread.submit(new Order(Order.Kind.RELEASE));
                }
                answers.control(request.chain(), SoundCode.OK);
            }
        }
    }

    private SoundCode setParameters(PcmRequest.Wanted wanted) {
        SoundCode checked = plan.check(wanted);
        if (checked != SoundCode.OK) {
            return checked;
        }
        if (state == PcmState.PREPARED) {
            flush(SoundCode.OK);
            thread.submit(new Order(Order.Kind.CLOSE));
        }
        parameters = wanted.parameters();
        tellsXruns = (wanted.features() & PcmFeature.EVT_XRUNS.mask()) != 0;
        state = PcmState.SET;
        return SoundCode.OK;
    }

    private void prepare(PcmRequest request) {
        if (state == PcmState.PREPARED) {
            answers.control(request.chain(), SoundCode.OK);
            return;
        }
        replaceRing(new FrameRing(parameters.bufferBytes()));
        order(request, new Order(Order.Kind.OPEN, plan.onCard(parameters), ring, NO_MEMO), PcmState.PREPARED);
    }

    /** The state is the new one already while the card does it: a driver need not wait before it queues frames. */
    private void order(PcmRequest request, Order order, PcmState next) {
        before = state;
        state = next;
        pending = request;
        pendingOrder = order;
        thread.submit(order);
        DeviceHost answerer = host;
        CompletableFuture.delayedExecutor(ANSWER_TIME, TimeUnit.MILLISECONDS, answerer::post).execute(() -> overdue(order));
    }

    /** The stream's thread. */
    private void orderDone(Order order) {
        DeviceHost answerer = host;
        if (answerer != null) {
            answerer.post(() -> answer(order));
        }
    }

    private void answer(Order order) {
        if (order != pendingOrder) {
            return;
        }
        AudioFault fault = order.fault();
        settle();
        if (fault == null) {
            conclude(SoundCode.OK);
            return;
        }
        LOG.warn("sound stream {}: {} fails: {}", name, pending.code(), fault.getMessage());
        gauge.fault(fault.getMessage());
        state = pending.code() == SoundCode.PCM_PREPARE ? before : PcmState.RELEASED;
        flush(SoundCode.IO_ERR);
        conclude(fault.reason() == AudioFault.Reason.MISMATCH ? SoundCode.NOT_SUPP : SoundCode.IO_ERR);
    }

    private void overdue(Order order) {
        if (order == pendingOrder && order.isOver()) {
            answer(order);
        } else if (order == pendingOrder) {
            LOG.error("sound stream {}: {} takes longer than {} ms; it is refused, and the card closed as soon as it lets go", name,
                    pending.code(), ANSWER_TIME);
            giveUp();
            conclude(SoundCode.IO_ERR);
        }
    }

    /** What is ordered already happens some time; closing comes after it. The ring is left to the thread that may still use it. */
    private void giveUp() {
        state = PcmState.RELEASED;
        flush(SoundCode.IO_ERR);
        replaceRing(new FrameRing(1));
        thread.submit(new Order(Order.Kind.CLOSE));
    }

    private void conclude(SoundCode code) {
        PcmRequest request = pending;
        pending = null;
        pendingOrder = null;
        if (request != null) {
            answers.control(request.chain(), code);
        }
        while (pending == null && !backlog.isEmpty()) {
            perform(backlog.poll());
        }
    }

    /** The control queue goes away. */
    void releaseControl() {
        while (pending != null || !backlog.isEmpty()) {
            conclude(SoundCode.IO_ERR);
        }
    }

    /** The driver begins anew. */
    void reset() {
        releaseControl();
        flush(SoundCode.OK);
        if (state.takesFrames()) {
            thread.submit(new Order(Order.Kind.CLOSE));
        }
        state = PcmState.IDLE;
        parameters = null;
        tellsXruns = false;
        replaceRing(new FrameRing(1));
    }

    /**
     * Halts for another version of this bundle.
     *
     * @return what goes on there
     */
    SavedStream suspend(Deadline deadline) {
        releaseControlUnanswered();
        byte[] memo = NO_MEMO;
        if (state.takesFrames()) {
            Order order = new Order(Order.Kind.SUSPEND);
            thread.submit(order);
            if (order.await(deadline.remaining().toNanos())) {
                memo = order.memoLeft();
            } else {
                LOG.error("sound stream {}: the card is still busy at the deadline", name);
            }
        }
        settle();
        SavedStream saved = saved(memo);
        handBackAll();
        return saved;
    }

    /** Requests that wait for the card are done by the next version, all but the one that is being done. */
    private void releaseControlUnanswered() {
        if (pending != null) {
            pendingOrder.await(TimeUnit.MILLISECONDS.toNanos(ANSWER_TIME));
            PcmRequest request = pending;
            boolean good = pendingOrder.isOver() && pendingOrder.fault() == null;
            pending = null;
            pendingOrder = null;
            state = good ? state : PcmState.RELEASED;
            answers.control(request.chain(), good ? SoundCode.OK : SoundCode.IO_ERR);
        }
        backlog.forEach(request -> request.chain().handBack());
        backlog.clear();
    }

    /** As it stands, halted or not. */
    SavedStream saved(byte[] memo) {
        return new SavedStream(state, parameters, tellsXruns, position(), recorded(), memo);
    }

    /** Of the first output message, the bytes that have been played; 0 for an input. */
    abstract long position();

    /** Of an input what has been recorded and is not with the driver yet; empty for an output. */
    abstract byte[] recorded();

    /** Takes over what another version left. Before the start. */
    void restore(SavedStream saved) {
        state = saved.state();
        parameters = saved.parameters();
        tellsXruns = saved.tellsXruns();
        if (state.takesFrames()) {
            replaceRing(new FrameRing(parameters.bufferBytes()));
            thaw(saved);
        }
    }

    /** Puts the frames back that were on their way. */
    abstract void thaw(SavedStream saved);

    /** Opens what was open in the version before. After the start. */
    void resume(byte[] memo) {
        if (state.takesFrames()) {
            thread.submit(new Order(Order.Kind.OPEN, plan.onCard(parameters), ring, memo));
            if (state == PcmState.RUNNING) {
                thread.submit(new Order(Order.Kind.START));
            }
        }
    }

    /** Gives the card back; what was released plays out first. */
    void close() {
        if (state.takesFrames()) {
            thread.submit(new Order(Order.Kind.CLOSE));
        }
    }

    final Transfer hold(DescriptorChain chain, long payload) {
        Transfer transfer = unused.isEmpty() ? new Transfer() : unused.pop();
        waiting.add(transfer.set(chain, payload));
        reacted = true;
        return transfer;
    }

    /** The first of those that wait is over. */
    final void drop() {
        Transfer transfer = waiting.poll();
        transfer.chain = null;
        unused.push(transfer);
        reacted = false;
    }

    /**
     * Whether the first message must wait though it is done: it is the last one, and the driver has not reacted to the one before. Were all
     * its messages answered at once, Linux would find its position unchanged, and never send one again (snd_pcm_indirect_playback_pointer).
     */
    final boolean isHeldBack() {
        return waiting.size() == 1 && !reacted && state == PcmState.RUNNING && !pump.isGraceOver() && !gauge.isLost();
    }

    private void handBackAll() {
        while (!waiting.isEmpty()) {
            waiting.peek().chain.handBack();
            drop();
        }
        handedBack();
    }

    /** No message waits any more. */
    abstract void handedBack();

    final SoundCode outcome() {
        return gauge.isLost() ? SoundCode.IO_ERR : SoundCode.OK;
    }

    final boolean isOutput() {
        return plan.direction() == PcmDirection.OUTPUT;
    }
}

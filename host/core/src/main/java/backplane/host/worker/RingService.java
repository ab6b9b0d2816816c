// SPDX-License-Identifier: Apache-2.0
package backplane.host.worker;

import backplane.chain.ChainFault;
import backplane.device.Deadline;
import backplane.device.DeviceSettings;
import backplane.device.QueueSpec;
import backplane.device.SettingRejected;
import backplane.device.StateRejected;
import backplane.device.VirtioDevice;
import backplane.host.counters.SlotCounter;
import backplane.host.counters.SlotCounters;
import backplane.host.demise.Demise;
import backplane.host.demise.Moment;
import backplane.host.inflight.InflightRegion;
import backplane.host.inflight.InflightRejected;
import backplane.host.ring.ChainOwner;
import backplane.host.ring.DeviceRing;
import backplane.host.ring.RingBroken;
import backplane.host.ring.RingChain;
import backplane.host.ring.RingLogging;
import backplane.host.ring.VringSettings;
import backplane.kernel.EventFd;
import backplane.kernel.KernelFault;
import backplane.kernel.Poller;
import backplane.memory.MemoryTable;
import backplane.operation.QueueView;
import backplane.virtio.FeatureSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a worker does on its thread: takes chains from the rings to the device and back. Everything but {@link #completed} and
 * {@link #handedBack} is called on the worker.
 */
final class RingService implements ChainOwner, WorkerThread.Rounds {
    private static final Logger LOG = LoggerFactory.getLogger(RingService.class);
    /** Chains of one ring before another ring gets its turn and the driver its answers. */
    private static final int BATCH = 256;
    /** How often a ring is looked at for which the front-end gave no kick descriptor, milliseconds. */
    private static final int POLLED = 1;
    private static final Duration STOP_TIME = Duration.ofSeconds(1);

    private final String slot;
    private final SlotCounters counters;
    private final Mailbox mailbox;
    private final Runnable configChanged;
    private final DeviceSeat seat;
    private final List<ServedQueue> queues = new ArrayList<>();
    private WorkerThread thread;
    private FeatureSet negotiated = FeatureSet.NONE;
    private ServedQueue serving;
    private Runnable whenFaulty;
    private boolean suspended;
    /** Since the device was started last: only then may the guest have been reset. */
    private boolean allStopped;
    private final WriteLog log;
    private final StateTransfer state;
    private final BusyWait busyWait;
    private final Allowance allowance;

    RingService(String slot, List<QueueSpec> specs, Poller poller, SlotCounters counters, Mailbox mailbox, Runnable configChanged) {
        this.slot = slot;
        this.counters = counters;
        this.mailbox = mailbox;
        this.configChanged = configChanged;
        seat = new DeviceSeat(slot, counters);
        log = new WriteLog(slot);
        state = new StateTransfer(seat, queues);
        busyWait = new BusyWait(queues, mailbox, counters);
        allowance = new Allowance(counters);
        for (QueueSpec spec : specs) {
            queues.add(new ServedQueue(queues.size(), slot, spec.name(), poller, counters));
        }
    }

    /** Before the thread runs. */
    void setThread(WorkerThread worker) {
        thread = worker;
    }

    ServedQueue queue(int index) {
        return queues.get(index);
    }

    void pace(Pace pace) {
        busyWait.set(pace.polling());
        allowance.set(pace.mostRequests());
        queues.forEach(queue -> queue.meter().slowAfter(pace.slowNanos()));
    }

    void negotiate(FeatureSet features) {
        negotiated = features;
    }

    void start(int index, VringSettings settings, MemoryTable memory, InflightRegion inflight, EventFd kick)
            throws KernelFault, InflightRejected {
        ServedQueue queue = queues.get(index);
        try {
            if (queue.isStarted()) {
                stopRing(queue);
            }
            DeviceRing ring = DeviceRing.start(index, settings, memory, inflight, this);
            log.begin(ring, index);
            queue.start(ring, kick);
        } catch (InternalError | RuntimeException | InflightRejected lost) {
            if (kick != null) {
                kick.close();
            }
            throw lost;
        }
    }

    /**
     * @param leave whether chains that the device holds stay out, in the front-end's table: whoever starts the ring again has them
     * @return its base, or -1 if it was not started
     */
    long stop(int index, boolean leave) {
        ServedQueue queue = queues.get(index);
        if (!queue.isStarted()) {
            return -1;
        }
        if (leave) {
            seat.stop(Deadline.in(STOP_TIME));
            queue.leaveHandedBack();
            queues.forEach(other -> other.setWaiting(true));
        }
        releaseChains(queue);
        flush();
        queue.ring().settle();
        return stopRing(queue);
    }

    void replaceMemory(MemoryTable memory, Map<Integer, VringSettings.Parts> parts) {
        for (ServedQueue queue : queues) {
            if (queue.isStarted() && parts.containsKey(queue.index)) {
                queue.ring().rebind(parts.get(queue.index), memory);
            } else if (queue.isStarted()) {
                queue.loseMemory("its memory is not in the new memory table");
            }
        }
    }

    void log(List<RingLogging> rings, EventFd poke) {
        log.replace(rings, poke);
        queues.stream().filter(ServedQueue::isStarted).forEach(queue -> log.begin(queue.ring(), queue.index));
    }

    void reset() {
        queues.forEach(queue -> queue.setEnabled(false));
        queues.stream().filter(ServedQueue::isStarted).forEach(this::releaseChains);
        seat.stop(Deadline.in(STOP_TIME));
        seat.reset();
        flush();
    }

    void forgetSession() {
        queues.stream().filter(ServedQueue::isStarted).forEach(this::stopRing);
        queues.forEach(ServedQueue::forgetSession);
        log.replace(List.of(), null);
        seat.stop(Deadline.in(STOP_TIME));
        seat.disconnected();
        seat.forgetState();
    }

    ParkedDevice park() {
        if (seat.isEmpty()) {
            return null;
        }
        long began = System.nanoTime();
        seat.stop(Deadline.in(STOP_TIME));
        queues.stream().filter(ServedQueue::isStarted).forEach(queue -> queue.returnHeld(false));
        flush();
        ParkedDevice parked = new ParkedDevice(seat.leave(), began);
        Demise.at(Moment.DEVICE_PARKED, slot);
        return parked;
    }

    /** @param watching called on the worker when the device throws, see {@link #watch}; null for a device that is not on trial */
    void resume(VirtioDevice device, ParkedDevice parked, Runnable watching) throws StateRejected {
        if (parked != null && parked.state() != null) {
            seat.restore(device, parked.state());
            Demise.at(Moment.DEVICE_RESTORED, slot);
        }
        seat.sit(device);
        Demise.at(Moment.DEVICE_SEATED, slot);
        suspended = false;
        whenFaulty = watching;
        queues.forEach(queue -> queue.setWaiting(true));
    }

    /** From now on, or no longer: what the device throws at is kept for the one that takes its place, and it gets nothing more. */
    void watch(Runnable onFault) {
        whenFaulty = onFault;
        if (onFault == null && suspended) {
            suspended = false;
            queues.forEach(queue -> queue.setWaiting(true));
        }
    }

    private void suspect() {
        if (whenFaulty != null && !suspended) {
            suspended = true;
            whenFaulty.run();
        }
    }

    /** Its state, in the forms that are asked for. */
    StateTransfer state() {
        return state;
    }

    /** @return whether the device has taken them; if not, it threw, or there is none */
    boolean adjust(DeviceSettings settings) throws SettingRejected {
        return !seat.isEmpty() && seat.adjust(settings);
    }

    void show() {
        queues.forEach(ServedQueue::show);
    }

    /** Any thread. */
    List<QueueView> views() {
        return queues.stream().map(ServedQueue::view).toList();
    }

    @Override
    public int serve() {
        int sleep = -1;
        for (int i = 0; i < queues.size(); i++) {
            ServedQueue queue = queues.get(i);
            if (queue.isRunnable() && !seat.isEmpty() && !suspended) {
                if (queue.isWaiting() || queue.isPolled()) {
                    serve(queue);
                }
                sleep = queue.isWaiting() ? 0 : queue.isPolled() && sleep != 0 ? POLLED : sleep;
            }
        }
        flush();
        sleep = sleep == 0 ? allowance.pause() : sleep;
        return sleep == 0 ? 0 : busyWait.rest(sleep);
    }

    @Override
    public void ready(int token) {
        busyWait.kicked();
        queues.get(token).kicked();
        for (int i = 0; i < queues.size(); i++) {
            queues.get(i).driverAtWork();
        }
    }

    @Override
    public void failed(Throwable error) {
        if (error instanceof InternalError) {
            for (ServedQueue queue : queues) {
                if (queue.isStarted() && (serving == null || serving == queue)) {
                    queue.loseMemory("the front-end took its memory away (" + error.getMessage() + ")");
                }
            }
        } else {
            counters.add(SlotCounter.DEVICE_FAULTS);
            LOG.error("{}: the worker caught what nobody should throw; it goes on", slot, error);
        }
        serving = null;
    }

    private void serve(ServedQueue queue) {
        serving = queue;
        try {
            if (!seat.isRunning()) {
                startDevice();
            }
            reoffer();
            DeviceRing ring = queue.ring();
            ring.kicksOff();
            for (int left = allowance.grant(BATCH); left > 0 && !suspended; left--) {
                RingChain chain = ring.pop();
                if (chain == null) {
                    flush();
                    queue.emptied(busyWait.isOn());
                    if (!queue.isWaiting()) {
                        seat.drained(queue.index);
                    }
                    break;
                }
                allowance.spend();
                queue.meter().taken(chain);
                offer(queue, chain);
            }
        } catch (RingBroken broken) {
            queue.breakDown(broken.getMessage());
        }
        serving = null;
    }

    private void offer(ServedQueue queue, RingChain chain) {
        ChainFault fault = queue.ring().takeFault();
        if (fault != null) {
            counters.add(SlotCounter.CHAIN_FAULTS);
            LOG.debug("{}: {}: {}", slot, chain, fault.getMessage());
            queue.giveBack(chain, 0);
        } else {
            offer(chain);
        }
    }

    /** On trial a chain that the device throws at goes to the one before it, unless the chain itself is the fault. */
    private void offer(RingChain chain) {
        long faults = counters.get(SlotCounter.DEVICE_FAULTS);
        if (seat.offer(chain)) {
            return;
        }
        if (whenFaulty != null && chain.isHeld() && counters.get(SlotCounter.DEVICE_FAULTS) != faults) {
            seat.handBack(chain);
            suspect();
        } else {
            queues.get(chain.queue()).giveBack(chain, 0);
        }
    }

    /** A guest reset and a pause look alike but for the bases: after a reset each ring begins at its start (QEMU, vhost-user-base). */
    private void startDevice() {
        boolean fresh = queues.stream().filter(ServedQueue::isStarted).allMatch(queue -> queue.ring().isFresh());
        if (fresh && allStopped && queues.stream().anyMatch(queue -> queue.wasUsed())) {
            seat.reset();
        }
        queues.forEach(ServedQueue::forgetStop);
        allStopped = false;
        seat.start(negotiated, new SeatHost(slot, mailbox, seat, configChanged));
    }

    private void reoffer() {
        for (RingChain chain = seat.nextHandedBack(); chain != null; chain = suspended ? null : seat.nextHandedBack()) {
            counters.add(SlotCounter.CHAINS_REOFFERED);
            offer(chain);
        }
    }

    private long stopRing(ServedQueue queue) {
        releaseChains(queue);
        flush();
        long base = queue.stop();
        allStopped = queues.stream().noneMatch(ServedQueue::isStarted);
        if (allStopped) {
            seat.stop(Deadline.in(STOP_TIME));
        }
        return base;
    }

    /** The device's way first, then, for chains that it kept, with nothing written. What it hands back stays in the ring if it can. */
    private void releaseChains(ServedQueue queue) {
        queue.putBack(seat.release(queue.index));
        queue.returnHeld(true);
    }

    void callAll() {
        queues.stream().filter(ServedQueue::isStarted).forEach(ServedQueue::callDriver);
    }

    private void flush() {
        for (int i = 0; i < queues.size(); i++) {
            if (queues.get(i).isDirty()) {
                seat.keepState();
            }
            queues.get(i).flush();
        }
        log.tell();
    }

    @Override
    public void completed(RingChain chain, long written) {
        if (thread.isCurrent()) {
            queues.get(chain.queue()).giveBack(chain, written);
        } else {
            mailbox.put(() -> queues.get(chain.queue()).giveBack(chain, written));
        }
    }

    @Override
    public void handedBack(RingChain chain) {
        if (thread.isCurrent()) {
            seat.handBack(chain);
        } else {
            mailbox.put(() -> seat.handBack(chain));
        }
    }

    @Override
    public void faulted(RingChain chain, ChainFault fault) {
        counters.add(SlotCounter.CHAIN_FAULTS);
        LOG.debug("{}: {}: {}", slot, chain, fault.getMessage());
        queues.get(chain.queue()).giveBack(chain, 0);
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi;

import backplane.chain.DescriptorChain;
import backplane.device.Deadline;
import backplane.device.DeviceCounters;
import backplane.device.DeviceHost;
import backplane.devices.scmi.protocol.ScmiAgent;
import backplane.devices.scmi.protocol.ScmiCall;
import backplane.devices.scmi.wire.ScmiHeader;
import backplane.devices.scmi.wire.ScmiStatus;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * The cmdq: takes commands out of chains, has the platform serve them, and puts what they return into the chains. VIRTIO 1.4, "SCMI
 * Device", "cmdq Operation". On the device's thread; a command in between is the platform's.
 */
final class CommandQueue {
    private static final int LEAST_ROOM = 8;

    private final SharedPlatform platform;
    private final ScmiAgent agent;
    private final DeviceCounters<ScmiCounter> counters;
    private final ScmiTrace trace;
    private final LastingState lasting;
    private final Deque<Command> free = new ArrayDeque<>();
    /** In the order in which they came, which is nearly always that in which they are done. */
    private final Deque<Command> active = new ArrayDeque<>();
    private DeviceHost host;

    private enum Stage { WAITS, SERVED, ANSWERABLE, WITHDRAWN }

    /** One command on its way; used again for the next one. */
    private final class Command extends PlatformThread.Work {
        private final ScmiCall call = new ScmiCall();
        private final AtomicReference<Stage> stage = new AtomicReference<>();
        private final Runnable answer = this::answer;
        private DescriptorChain chain;

        @Override
        void run() {
            if (stage.compareAndSet(Stage.WAITS, Stage.SERVED)) {
                platform.protocols().serve(call);
                if (call.changes()) {
                    lasting.changed();
                }
                trace.note(call);
                stage.set(Stage.ANSWERABLE);
                host.post(answer);
            }
        }

        private void answer() {
            if (chain != null && stage.get() == Stage.ANSWERABLE) {
                finish(this);
            }
        }
    }

    CommandQueue(SharedPlatform platform, ScmiAgent agent, DeviceCounters<ScmiCounter> counters, ScmiTrace trace, LastingState lasting) {
        this.platform = platform;
        this.agent = agent;
        this.counters = counters;
        this.trace = trace;
        this.lasting = lasting;
    }

    void start(DeviceHost next) {
        host = next;
    }

    void offered(DescriptorChain chain) {
        long length = chain.reader().length();
        long room = chain.writer().length();
        if (length < ScmiHeader.SIZE || room < LEAST_ROOM) {
            counters.add(ScmiCounter.MALFORMED, 1);
            chain.complete(0);
            return;
        }
        Command command = free.isEmpty() ? new Command() : free.pop();
        ByteBuffer message = command.call.begin(agent, room);
        chain.reader().read(message);
        command.call.filled();
        command.chain = chain;
        active.add(command);
        if (length > ScmiCall.LONGEST) {
            command.call.end(ScmiStatus.PROTOCOL_ERROR);
            trace.note(command.call);
            command.stage.set(Stage.ANSWERABLE);
            finish(command);
            return;
        }
        command.stage.set(Stage.WAITS);
        platform.submit(command);
    }

    private void finish(Command command) {
        ByteBuffer reply = command.call.reply();
        counters.add(ScmiCounter.of(reply.getInt(ScmiHeader.SIZE)), 1);
        int length = reply.remaining();
        command.chain.writer().writeFully(reply);
        command.chain.complete(length);
        forget(command);
        free.push(command);
    }

    private void forget(Command command) {
        active.remove(command);
        command.chain = null;
    }

    /**
     * After the return each chain is completed, in the order in which they came, or handed back if the platform had not begun with it: the
     * youngest are withdrawn first, so that none is answered before one that is handed back.
     */
    void stop(Deadline deadline) {
        while (!active.isEmpty() && active.getLast().stage.compareAndSet(Stage.WAITS, Stage.WITHDRAWN)) {
            Command withdrawn = active.getLast();
            withdrawn.chain.handBack();
            forget(withdrawn);
        }
        while (!active.isEmpty()) {
            Command command = active.getFirst();
            while (command.stage.get() != Stage.ANSWERABLE && !deadline.hasPassed()) {
                LockSupport.parkNanos(this, 50_000);
            }
            if (command.stage.get() == Stage.ANSWERABLE) {
                finish(command);
            } else {
                counters.add(ScmiCounter.FAILED, 1);
                ByteBuffer lost = ByteBuffer.allocate(LEAST_ROOM).order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(command.call.header()).putInt(ScmiStatus.COMMS_ERROR.code()).flip();
                command.chain.writer().writeFully(lost);
                command.chain.complete(LEAST_ROOM);
                forget(command);
            }
        }
    }
}

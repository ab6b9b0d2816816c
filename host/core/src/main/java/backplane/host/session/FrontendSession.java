// SPDX-License-Identifier: Apache-2.0
package backplane.host.session;

import backplane.device.ConfigSpace;
import backplane.host.control.BackendChannel;
import backplane.host.control.ConfigControl;
import backplane.host.control.Controls;
import backplane.host.control.FeatureNegotiation;
import backplane.host.control.FrontendMessage;
import backplane.host.control.InflightControl;
import backplane.host.control.LogControl;
import backplane.host.control.MemoryControl;
import backplane.host.control.Notifications;
import backplane.host.control.OwnerControl;
import backplane.host.control.Reply;
import backplane.host.control.ResetControl;
import backplane.host.control.StateTransferControl;
import backplane.host.control.StatusControl;
import backplane.host.control.VringControl;
import backplane.host.counters.SlotCounter;
import backplane.host.counters.SlotCounters;
import backplane.host.flight.Flight;
import backplane.host.demise.Demise;
import backplane.host.demise.Moment;
import backplane.host.journal.JournalRejected;
import backplane.host.worker.DeviceProfile;
import backplane.host.worker.QueueWorker;
import backplane.host.worker.WorkerStopped;
import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;
import backplane.kernel.UnixConnection;
import backplane.vhostuser.ProtocolFault.Reason;
import backplane.vhostuser.ProtocolFault;
import backplane.vhostuser.ReplyKind;
import backplane.virtio.FeatureSet;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of one front-end, from its first message to its last. Runs on the slot's control thread; {@link #end()},
 * {@link #configChanged()}, {@link #problem()} and {@link #taken()} are for any. Whatever the front-end does ends here and never
 * reaches another slot.
 */
public final class FrontendSession {
    private static final Logger LOG = LoggerFactory.getLogger(FrontendSession.class);
    private static final long REFUSED = 1;
    private static final String NO_MEMORY = "the front-end has started its queues without sharing the VM's memory, so no request can be "
            + "read; give the VM shared memory: with QEMU -object memory-backend-memfd,id=mem,size=...,share=on and -M "
            + "...,memory-backend=mem (vhost:qemu prints it), with libvirt <memoryBacking> with <access mode='shared'/>";

    private final String slot;
    private final UnixConnection connection;
    private final QueueWorker worker;
    private final SlotCounters counters;
    private final Exchange exchange;
    private final FeatureNegotiation features;
    private final Controls controls;
    private final RequestTable table;
    private final Flight.Span flight;

    /**
     * @param connection owned from now on
     * @param profile    what the front-end sees for the whole session
     * @param config     the configuration space at any moment
     */
    public FrontendSession(String slot, UnixConnection connection, DeviceProfile profile, Supplier<ConfigSpace> config,
            QueueWorker worker, SessionPorts ports) {
        this.slot = slot;
        this.connection = connection;
        this.worker = worker;
        counters = ports.counters();
        features = new FeatureNegotiation(profile, ports.deviceFeatures(), ports.inBand());
        BackendChannel channel = new BackendChannel(ports.sockets(), features);
        InflightControl inflight = new InflightControl(ports.memory(), ports.memoryFiles(), features, profile.queues().size(),
                ports.kept() == null ? size -> null : ports.kept());
        LogControl log = new LogControl(ports.memory(), worker, ports.eventFds());
        VringControl vrings = new VringControl(profile, worker, new Notifications(ports.eventFds(), features, channel), features, inflight,
                log);
        ResetControl reset = new ResetControl(worker, vrings);
        MemoryControl memory = new MemoryControl(ports.memory(), worker, vrings);
        controls = new Controls(features, vrings, memory, new ConfigControl(config), reset, new OwnerControl(reset, vrings, memory),
                new StatusControl(reset), new StateTransferControl(slot, ports.sockets(), worker),
                inflight, log, channel);
        table = new RequestTable(controls);
        flight = Flight.session(slot);
        exchange = ports.kept() == null ? new PlainExchange(connection) : new KeptExchange(connection, ports.kept().journal(), vrings);
    }

    /** What a turn of the session may end with. */
    private interface Turn {
        /** @return whether the connection goes on */
        boolean take() throws KernelFault, JournalRejected, ProtocolFault;
    }

    /**
     * Goes on where a former process was. Once, before {@link #next}.
     *
     * @return whether the connection goes on; if not, nothing of the session is left
     */
    public boolean begin() {
        counters.add(SlotCounter.SESSIONS);
        return take(() -> {
            resume();
            return true;
        });
    }

    /**
     * Serves the next message, waiting for it.
     *
     * @return whether the connection goes on; if not, nothing of the session is left
     */
    public boolean next() {
        return take(() -> {
            FrontendMessage message = exchange.next();
            return message != null && serve(message);
        });
    }

    /** Waits for so many milliseconds. @return whether {@link #next} has something to do */
    public boolean isReady(int millis) throws KernelFault {
        return connection.ready(millis);
    }

    /** What is readable when {@link #next} has something to do. */
    public OwnedFd descriptor() {
        return connection.descriptor();
    }

    private boolean take(Turn turn) {
        boolean on = false;
        try {
            on = turn.take();
        } catch (JournalRejected lost) {
            LOG.error("{}: the session of the former process cannot be gone on with, and is closed: {}", slot, lost.getMessage());
        } catch (ProtocolFault lost) {
            counters.add(SlotCounter.PROTOCOL_FAULTS);
            LOG.warn("{}: connection closed: {}", slot, lost.getMessage());
        } catch (KernelFault gone) {
            LOG.info("{}: the front-end is gone: {}", slot, gone.getMessage());
        } finally {
            if (!on) {
                close();
            }
        }
        return on;
    }

    /** Ends the session from our side. */
    public void end() {
        connection.shutdown();
    }

    public void configChanged() {
        controls.channel().configChanged();
    }

    /** What is wrong with the front-end and what to do about it, or empty. */
    public String problem() {
        return controls.vrings().lacksMemory() ? NO_MEMORY : "";
    }

    /** What the front-end has been offered. */
    public FeatureSet offered() {
        return features.offered();
    }

    /** What the driver took. */
    public FeatureSet taken() {
        return features.taken();
    }

    /** What the front-end told a process before this one holds still: it goes through the same checks as when it came. */
    private void resume() throws KernelFault, JournalRejected, ProtocolFault {
        List<FrontendMessage> remembered = exchange.begin();
        if (remembered.isEmpty()) {
            exchange.resumed();
            return;
        }
        controls.vrings().resuming(true);
        for (FrontendMessage message : remembered) {
            try {
                MessageReader.check(message, features::admits);
                Reply reply = table.of(message.request()).to(message);
                if (reply.fd() != null) {
                    reply.fd().close();
                }
            } catch (ProtocolFault | RuntimeException refused) {
                throw new JournalRejected(message + " is refused now: " + refused.getMessage());
            } finally {
                message.closeFds();
            }
            Demise.at(Moment.MESSAGE_REPLAYED, slot);
        }
        controls.vrings().resuming(false);
        controls.vrings().callAll();
        exchange.resumed();
        Demise.at(Moment.SESSION_RESUMED, slot);
        LOG.info("{}: goes on with the front-end of the former process, after {} of its messages", slot, remembered.size());
    }

    /** @return whether the connection goes on */
    private boolean serve(FrontendMessage message) throws KernelFault {
        counters.add(SlotCounter.MESSAGES);
        try {
            MessageReader.check(message, features::admits);
            RequestTable.Answer answer = table.of(message.request());
            if (answer == null) {
                throw new ProtocolFault(Reason.NOT_NEGOTIATED, message + " is of a feature that is not offered");
            }
            boolean lacked = controls.vrings().lacksMemory();
            send(message, answer.to(message));
            if (!lacked && controls.vrings().lacksMemory()) {
                LOG.warn("{}: {}", slot, NO_MEMORY);
            }
            told(message, "");
            return true;
        } catch (ProtocolFault fault) {
            counters.add(SlotCounter.PROTOCOL_FAULTS);
            told(message, ", refused: " + fault.getMessage());
            return refuse(message, fault);
        } catch (RuntimeException stray) {
            LOG.error("{}: {} made the host fail; the connection is closed", slot, message, stray);
            return false;
        } finally {
            message.closeFds();
        }
    }

    private void told(FrontendMessage message, String outcome) {
        if (counters.tap().isOn()) {
            counters.tap().message(MessageText.of(message) + outcome);
        }
    }

    private void send(FrontendMessage message, Reply reply) throws KernelFault {
        ByteBuffer payload = reply.payload() != null ? reply.payload() : message.needReply() ? Reply.value(0).payload() : null;
        if (reply.fd() == null) {
            exchange.answer(message, true, payload);
        } else {
            try (OwnedFd fd = reply.fd()) {
                exchange.answer(message, payload, fd);
            }
        }
    }

    /**
     * The one place where a front-end's fault gets its outcome: an answer where one is due, silence for what may be passed over,
     * a close for the rest (vhost-user, "Communication": the back-end may close the connection on an error).
     */
    private boolean refuse(FrontendMessage message, ProtocolFault fault) throws KernelFault {
        Flight.fault(slot, "front-end", message + ": " + fault.getMessage());
        ReplyKind kind = message.request() == null ? ReplyKind.ACK_IF_ASKED : message.request().reply();
        boolean answerable = kind == ReplyKind.ACK_IF_ASKED || fault.reason() == Reason.UNKNOWN_REQUEST;
        if (kind == ReplyKind.CONFIG) {
            LOG.warn("{}: {} refused: {}", slot, message, fault.getMessage());
            exchange.answer(message, false, Reply.empty().payload());
            return true;
        }
        if (message.needReply() && answerable) {
            LOG.warn("{}: {} refused: {}", slot, message, fault.getMessage());
            exchange.answer(message, false, Reply.value(REFUSED).payload());
            return true;
        }
        boolean harmless = answerable && (fault.reason() == Reason.UNKNOWN_REQUEST || fault.reason() == Reason.FAILED);
        LOG.warn("{}: {} refused{}: {}", slot, message, harmless ? "" : ", and the connection closed", fault.getMessage());
        if (harmless) {
            exchange.answer(message, false, null);
        }
        return harmless;
    }

    private void close() {
        try {
            worker.forgetSession();
        } catch (WorkerStopped stuck) {
            LOG.error("{}: {}", slot, stuck.getMessage());
        }
        controls.close();
        exchange.end();
        connection.close();
        flight.end();
    }
}

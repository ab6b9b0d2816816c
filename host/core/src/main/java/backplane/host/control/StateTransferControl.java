// SPDX-License-Identifier: Apache-2.0
package backplane.host.control;

import backplane.device.DeviceState;
import backplane.device.StateRejected;
import backplane.host.worker.QueueWorker;
import backplane.host.worker.WorkerStopped;
import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;
import backplane.kernel.UnixConnection;
import backplane.kernel.UnixSockets;
import backplane.vhostuser.ProtocolFault;
import backplane.vhostuser.ProtocolFault.Reason;
import backplane.vhostuser.StateTransfer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the device's state to another host and back: SET_DEVICE_STATE_FD and CHECK_DEVICE_STATE (vhost-user, "Device state
 * transfer"). The bytes go over a thread of their own, since a front-end may read them only after it has the reply.
 * On the control thread.
 */
public final class StateTransferControl {
    private static final Logger LOG = LoggerFactory.getLogger(StateTransferControl.class);
    private static final long PATIENCE_SECONDS = 10;
    /** Bit 8 of the reply: no descriptor comes back, the one that was sent is used. */
    private static final long NO_FD = 0x100;
    private static final long FAILED = 1;

    private final String slot;
    private final UnixSockets sockets;
    private final QueueWorker worker;
    private UnixConnection connection;
    private CompletableFuture<DeviceState> loaded;
    private CompletableFuture<Void> saved;
    private Thread transferring;

    public StateTransferControl(String slot, UnixSockets sockets, QueueWorker worker) {
        this.slot = slot;
        this.sockets = sockets;
        this.worker = worker;
    }

    /** Begins a transfer. An error is a reply of its own, and the connection goes on. */
    public Reply setDeviceStateFd(FrontendMessage message) {
        try {
            begin(StateTransfer.read(message.payload()), message);
            return Reply.value(NO_FD);
        } catch (ProtocolFault | KernelFault | WorkerStopped refused) {
            LOG.warn("{}: {} refused: {}", slot, message, refused.getMessage());
            return Reply.value(NO_FD | FAILED);
        }
    }

    /** Ends a transfer: 0 if all bytes went, or all that came were taken over. */
    public Reply checkDeviceState() {
        try {
            if (saved != null) {
                saved.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } else if (loaded != null) {
                worker.restore(loaded.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
            } else {
                return refuse("there was no transfer");
            }
            return Reply.value(0);
        } catch (ExecutionException failure) {
            return refuse(failure.getCause().getMessage());
        } catch (TimeoutException late) {
            return refuse("the other side has not finished within " + PATIENCE_SECONDS + " s");
        } catch (StateRejected | WorkerStopped rejected) {
            return refuse(rejected.getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return refuse("interrupted");
        } finally {
            close();
        }
    }

    /** The session is over, or a transfer: the thread that is still at it is woken, and has left its descriptor on return. */
    public void close() {
        if (connection != null) {
            connection.shutdown();
            awaitEnd();
        }
        connection = null;
        saved = null;
        loaded = null;
    }

    private void awaitEnd() {
        try {
            if (transferring != null) {
                transferring.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void begin(StateTransfer transfer, FrontendMessage message) throws ProtocolFault, KernelFault, WorkerStopped {
        if (transfer.phase() != 0 || transfer.direction() > StateTransfer.LOAD) {
            throw new ProtocolFault(Reason.BAD_VALUE, "direction " + transfer.direction() + " in phase " + transfer.phase());
        }
        close();
        UnixConnection stream = sockets.adopt(message.takeFd());
        connection = stream;
        if (transfer.direction() == StateTransfer.SAVE) {
            DeviceState state = saveOrClose(stream);
            saved = CompletableFuture.runAsync(() -> send(stream, state), this::run);
        } else {
            loaded = CompletableFuture.supplyAsync(() -> receive(stream), this::run);
        }
    }

    private DeviceState saveOrClose(UnixConnection stream) throws WorkerStopped {
        try {
            return worker.save();
        } catch (WorkerStopped refused) {
            stream.close();
            connection = null;
            throw refused;
        }
    }

    private void run(Runnable transfer) {
        Thread thread = new Thread(transfer, "backplane-state-" + slot);
        thread.setDaemon(true);
        transferring = thread;
        thread.start();
    }

    private static void send(UnixConnection stream, DeviceState state) {
        try (stream) {
            stream.send(StateEnvelope.write(state));
        } catch (KernelFault gone) {
            throw new IllegalStateException("the state could not be sent: " + gone.getMessage(), gone);
        }
    }

    private static DeviceState receive(UnixConnection stream) {
        List<OwnedFd> surplus = new ArrayList<>();
        try (stream) {
            ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
            while (stream.receive(bytes, surplus) >= 0) {
                // at once: with each byte there may come 253 of them
                surplus.forEach(OwnedFd::close);
                surplus.clear();
                if (bytes.position() > StateEnvelope.LARGEST) {
                    throw new StateRejected("it has more than " + StateEnvelope.LARGEST + " bytes");
                }
                if (!bytes.hasRemaining()) {
                    bytes = ByteBuffer.allocate(bytes.capacity() * 2).put(bytes.flip());
                }
            }
            return StateEnvelope.read(bytes.flip());
        } catch (KernelFault | StateRejected failure) {
            throw new IllegalStateException("the state was not taken over: " + failure.getMessage(), failure);
        } finally {
            surplus.forEach(OwnedFd::close);
        }
    }

    private Reply refuse(String why) {
        LOG.warn("{}: device state: {}", slot, why);
        return Reply.value(FAILED);
    }
}

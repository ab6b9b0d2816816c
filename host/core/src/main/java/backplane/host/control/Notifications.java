// SPDX-License-Identifier: Apache-2.0
package backplane.host.control;

import backplane.host.worker.QueueWorker;
import backplane.host.worker.WorkerStopped;
import backplane.kernel.EventFd;
import backplane.kernel.EventFds;
import backplane.kernel.KernelFault;
import backplane.kernel.Signal;
import backplane.vhostuser.BackendRequest;
import backplane.vhostuser.ProtocolFault;
import backplane.vhostuser.ProtocolFault.Reason;
import backplane.vhostuser.ProtocolFeature;
import backplane.vhostuser.VringFile;

/**
 * How the two sides of a vring wake each other: by the descriptors of SET_VRING_KICK, CALL and ERR, or, where INBAND_NOTIFICATIONS
 * was taken and there is none, by VRING_KICK, VRING_CALL and VRING_ERR. On the control thread.
 */
public final class Notifications {
    private final EventFds eventFds;
    private final FeatureNegotiation features;
    private final BackendChannel channel;

    public Notifications(EventFds eventFds, FeatureNegotiation features, BackendChannel channel) {
        this.eventFds = eventFds;
        this.features = features;
        this.channel = channel;
    }

    private boolean inBand() {
        return features.has(ProtocolFeature.INBAND_NOTIFICATIONS);
    }

    /** What the worker waits for; null if it is to poll. */
    EventFd kick(Vring vring, VringFile file, FrontendMessage message) throws ProtocolFault {
        EventFd given = eventFd(file, message);
        vring.inBandKick = null;
        return given == null && inBand() ? inBandKick(vring) : given;
    }

    /** A descriptor of ours, which VRING_KICK signals: the worker waits for it as for any. */
    EventFd inBandKick(Vring vring) throws ProtocolFault {
        try {
            EventFd ours = eventFds.create();
            vring.inBandKick = ours;
            return ours;
        } catch (KernelFault refused) {
            throw new ProtocolFault(Reason.FAILED, refused.getMessage());
        }
    }

    /** What the worker signals; null for nothing. */
    Signal signal(BackendRequest request, VringFile file, FrontendMessage message) throws ProtocolFault {
        EventFd given = eventFd(file, message);
        return given == null && inBand() ? channel.inBand(request, file.index()) : given;
    }

    /** UML sends no SET_VRING_CALL when it has taken the feature. */
    void callInBand(Vring vring, QueueWorker worker) throws WorkerStopped {
        if (inBand() && !vring.called) {
            worker.setCall(vring.index, channel.inBand(BackendRequest.VRING_CALL, vring.index));
        }
        if (inBand() && !vring.erred) {
            worker.setErr(vring.index, channel.inBand(BackendRequest.VRING_ERR, vring.index));
        }
    }

    private EventFd eventFd(VringFile file, FrontendMessage message) throws ProtocolFault {
        if (file.noFd() != message.fds().isEmpty()) {
            throw new ProtocolFault(Reason.BAD_FD_COUNT, message + " says that " + (file.noFd() ? "no" : "a")
                    + " descriptor comes with it, and " + message.fds().size() + " came");
        }
        try {
            return file.noFd() ? null : eventFds.adopt(message.takeFd());
        } catch (KernelFault unusable) {
            throw new ProtocolFault(Reason.BAD_FD, unusable.getMessage());
        }
    }
}

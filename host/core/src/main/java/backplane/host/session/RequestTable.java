// SPDX-License-Identifier: Apache-2.0
package backplane.host.session;

import backplane.host.control.Controls;
import backplane.host.control.FeatureNegotiation;
import backplane.host.control.FrontendMessage;
import backplane.host.control.MemoryControl;
import backplane.host.control.Reply;
import backplane.host.control.VringControl;
import backplane.vhostuser.FrontendRequest;
import backplane.vhostuser.ProtocolFault;
import backplane.virtio.VirtioFeature;
import java.util.EnumMap;
import java.util.Map;

/** Which control class serves which request, one row each. */
final class RequestTable {
    /** What a request does. */
    interface Answer {
        Reply to(FrontendMessage message) throws ProtocolFault;
    }

    private final Map<FrontendRequest, Answer> rows = new EnumMap<>(FrontendRequest.class);

    RequestTable(Controls controls) {
        negotiation(controls.features(), controls.vrings());
        memory(controls.memory());
        vrings(controls.vrings());
        device(controls);
    }

    private void negotiation(FeatureNegotiation features, VringControl vrings) {
        rows.put(FrontendRequest.GET_FEATURES, message -> features.getFeatures());
        rows.put(FrontendRequest.SET_FEATURES, message -> setFeatures(message, features, vrings));
        rows.put(FrontendRequest.GET_PROTOCOL_FEATURES, message -> features.getProtocolFeatures());
        rows.put(FrontendRequest.SET_PROTOCOL_FEATURES, features::setProtocolFeatures);
        rows.put(FrontendRequest.GET_QUEUE_NUM, message -> features.getQueueNum());
        // Older QEMU takes it back on each reset, and goes on.
        rows.put(FrontendRequest.RESET_OWNER, message -> Reply.DONE);
    }

    private void memory(MemoryControl memory) {
        rows.put(FrontendRequest.SET_MEM_TABLE, memory::setMemTable);
        rows.put(FrontendRequest.ADD_MEM_REG, memory::addMemReg);
        rows.put(FrontendRequest.REM_MEM_REG, memory::remMemReg);
        rows.put(FrontendRequest.GET_MAX_MEM_SLOTS, message -> memory.getMaxMemSlots());
    }

    private void vrings(VringControl vrings) {
        rows.put(FrontendRequest.SET_VRING_NUM, vrings::setNum);
        rows.put(FrontendRequest.SET_VRING_ADDR, vrings::setAddr);
        rows.put(FrontendRequest.SET_VRING_BASE, vrings::setBase);
        rows.put(FrontendRequest.GET_VRING_BASE, vrings::getBase);
        rows.put(FrontendRequest.GET_VRING_BASE_SKIP_DRAIN, vrings::getBaseSkippingDrain);
        rows.put(FrontendRequest.SET_VRING_KICK, vrings::setKick);
        rows.put(FrontendRequest.VRING_KICK, vrings::kick);
        rows.put(FrontendRequest.SET_VRING_CALL, vrings::setCall);
        rows.put(FrontendRequest.SET_VRING_ERR, vrings::setErr);
        rows.put(FrontendRequest.SET_VRING_ENABLE, vrings::setEnable);
    }

    private void device(Controls controls) {
        rows.put(FrontendRequest.SET_OWNER, message -> controls.owner().setOwner());
        rows.put(FrontendRequest.SET_BACKEND_REQ_FD, controls.channel()::setFd);
        rows.put(FrontendRequest.GET_CONFIG, controls.config()::get);
        rows.put(FrontendRequest.SET_CONFIG, controls.config()::set);
        rows.put(FrontendRequest.RESET_DEVICE, message -> controls.reset().resetDevice());
        rows.put(FrontendRequest.GET_INFLIGHT_FD, controls.inflight()::getInflightFd);
        rows.put(FrontendRequest.SET_INFLIGHT_FD, message -> setInflightFd(message, controls));
        rows.put(FrontendRequest.SET_LOG_BASE, message -> controls.log().setLogBase(message, controls.vrings()));
        rows.put(FrontendRequest.SET_LOG_FD, message -> controls.log().setLogFd(message, controls.vrings()));
        rows.put(FrontendRequest.SET_STATUS, controls.status()::set);
        rows.put(FrontendRequest.GET_STATUS, message -> controls.status().get());
        rows.put(FrontendRequest.SET_DEVICE_STATE_FD, controls.state()::setDeviceStateFd);
        rows.put(FrontendRequest.CHECK_DEVICE_STATE, message -> controls.state().checkDeviceState());
    }

    /** The row of a request that the reader has let through, or null if no class serves it yet. */
    Answer of(FrontendRequest request) {
        return rows.get(request);
    }

    private static Reply setInflightFd(FrontendMessage message, Controls controls) throws ProtocolFault {
        controls.vrings().requireAllStopped(message);
        return controls.inflight().setInflightFd(message);
    }

    private static Reply setFeatures(FrontendMessage message, FeatureNegotiation features, VringControl vrings) throws ProtocolFault {
        Reply reply = features.setFeatures(message);
        if (!features.has(VirtioFeature.PROTOCOL_FEATURES)) {
            vrings.enableAll();
        }
        vrings.refreshLog();
        return reply;
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.vhostuser;

import static backplane.vhostuser.PayloadShape.NONE;

/** Our own requests, on the channel that SET_BACKEND_REQ_FD brought (vhost-user, "Back-end message types"). */
public enum BackendRequest {
    CONFIG_CHANGE_MSG(2, NONE, ProtocolFeature.CONFIG),
    VRING_CALL(4, PayloadShape.of(VringState.LAYOUT), ProtocolFeature.INBAND_NOTIFICATIONS),
    VRING_ERR(5, PayloadShape.of(VringState.LAYOUT), ProtocolFeature.INBAND_NOTIFICATIONS);

    private final int code;
    private final PayloadShape payload;
    private final ProtocolFeature gate;

    BackendRequest(int code, PayloadShape payload, ProtocolFeature gate) {
        this.code = code;
        this.payload = payload;
        this.gate = gate;
    }

    public int code() {
        return code;
    }

    public PayloadShape payload() {
        return payload;
    }

    /** What must be negotiated, besides BACKEND_REQ. */
    public ProtocolFeature gate() {
        return gate;
    }
}

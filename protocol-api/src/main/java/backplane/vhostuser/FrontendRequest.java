// SPDX-License-Identifier: Apache-2.0
package backplane.vhostuser;

import static backplane.vhostuser.FdRule.AT_MOST_ONE;
import static backplane.vhostuser.FdRule.NO_FDS;
import static backplane.vhostuser.FdRule.ONE;
import static backplane.vhostuser.FdRule.ONE_IGNORED;
import static backplane.vhostuser.FdRule.PER_REGION;
import static backplane.vhostuser.Gate.ALWAYS;
import static backplane.vhostuser.Gate.leftOut;
import static backplane.vhostuser.Gate.needs;
import static backplane.vhostuser.PayloadShape.NONE;
import static backplane.vhostuser.PayloadShape.U64;
import static backplane.vhostuser.ReplyKind.ACK_IF_ASKED;
import static backplane.vhostuser.ReplyKind.OTHER;
import static backplane.vhostuser.ReplyKind.VALUE_U64;
import static backplane.vhostuser.ReplyKind.VRING_STATE;

/**
 * The requests of a front-end, one row each (vhost-user, "Front-end message types"). The message reader checks size,
 * descriptors and gate from the row before any control class sees the request; README's table is printed from here.
 */
public enum FrontendRequest {
    GET_FEATURES(1, NONE, NO_FDS, ALWAYS, VALUE_U64),
    SET_FEATURES(2, U64, NO_FDS, ALWAYS, ACK_IF_ASKED),
    SET_OWNER(3, NONE, NO_FDS, ALWAYS, ACK_IF_ASKED),
    RESET_OWNER(4, NONE, NO_FDS, ALWAYS, ACK_IF_ASKED),
    SET_MEM_TABLE(5, RegionTable.SHAPE, PER_REGION, ALWAYS, ACK_IF_ASKED),
    SET_LOG_BASE(6, PayloadShape.of(LogArea.LAYOUT), ONE, needs(ProtocolFeature.LOG_SHMFD), ReplyKind.LOG_AREA),
    SET_LOG_FD(7, NONE, ONE, needs(ProtocolFeature.LOG_SHMFD), ACK_IF_ASKED),
    SET_VRING_NUM(8, PayloadShape.of(VringState.LAYOUT), NO_FDS, ALWAYS, ACK_IF_ASKED),
    SET_VRING_ADDR(9, PayloadShape.of(VringAddress.LAYOUT), NO_FDS, ALWAYS, ACK_IF_ASKED),
    SET_VRING_BASE(10, PayloadShape.of(VringState.LAYOUT), NO_FDS, ALWAYS, ACK_IF_ASKED),
    GET_VRING_BASE(11, PayloadShape.of(VringState.LAYOUT), NO_FDS, ALWAYS, VRING_STATE),
    SET_VRING_KICK(12, U64, AT_MOST_ONE, ALWAYS, ACK_IF_ASKED),
    SET_VRING_CALL(13, U64, AT_MOST_ONE, ALWAYS, ACK_IF_ASKED),
    SET_VRING_ERR(14, U64, AT_MOST_ONE, ALWAYS, ACK_IF_ASKED),
    GET_PROTOCOL_FEATURES(15, NONE, NO_FDS, ALWAYS, VALUE_U64),
    SET_PROTOCOL_FEATURES(16, U64, NO_FDS, ALWAYS, ACK_IF_ASKED),
    GET_QUEUE_NUM(17, NONE, NO_FDS, needs(ProtocolFeature.MQ), VALUE_U64),
    SET_VRING_ENABLE(18, PayloadShape.of(VringState.LAYOUT), NO_FDS, ALWAYS, ACK_IF_ASKED),
    SEND_RARP(19, U64, NO_FDS, leftOut(ProtocolFeature.RARP, "network devices only"), ACK_IF_ASKED),
    NET_SET_MTU(20, U64, NO_FDS, leftOut(ProtocolFeature.MTU, "network devices only"), ACK_IF_ASKED),
    SET_BACKEND_REQ_FD(21, NONE, ONE, needs(ProtocolFeature.BACKEND_REQ), ACK_IF_ASKED),
    IOTLB_MSG(22, PayloadShape.of(IotlbMessage.LAYOUT), NO_FDS, leftOut(null, "no IOMMU: ACCESS_PLATFORM is not offered"), VALUE_U64),
    SET_VRING_ENDIAN(23, PayloadShape.of(VringState.LAYOUT), NO_FDS,
            leftOut(ProtocolFeature.CROSS_ENDIAN, "legacy devices only; VERSION_1 is required"), ACK_IF_ASKED),
    GET_CONFIG(24, ConfigAccess.SHAPE, NO_FDS, needs(ProtocolFeature.CONFIG), ReplyKind.CONFIG),
    SET_CONFIG(25, ConfigAccess.SHAPE, NO_FDS, needs(ProtocolFeature.CONFIG), ACK_IF_ASKED),
    CREATE_CRYPTO_SESSION(26, anything(), NO_FDS, leftOut(ProtocolFeature.CRYPTO_SESSION, "crypto devices only"), OTHER),
    CLOSE_CRYPTO_SESSION(27, anything(), NO_FDS, leftOut(ProtocolFeature.CRYPTO_SESSION, "crypto devices only"), ACK_IF_ASKED),
    POSTCOPY_ADVISE(28, NONE, NO_FDS, leftOut(ProtocolFeature.PAGEFAULT, "no postcopy: QEMU migrates none of our devices"), OTHER),
    POSTCOPY_LISTEN(29, NONE, NO_FDS, leftOut(ProtocolFeature.PAGEFAULT, "no postcopy"), ACK_IF_ASKED),
    POSTCOPY_END(30, NONE, NO_FDS, leftOut(ProtocolFeature.PAGEFAULT, "no postcopy"), VALUE_U64),
    GET_INFLIGHT_FD(31, PayloadShape.of(InflightArea.LAYOUT), NO_FDS, needs(ProtocolFeature.INFLIGHT_SHMFD), ReplyKind.PAYLOAD_WITH_FD),
    SET_INFLIGHT_FD(32, PayloadShape.of(InflightArea.LAYOUT), ONE, needs(ProtocolFeature.INFLIGHT_SHMFD), ACK_IF_ASKED),
    GPU_SET_SOCKET(33, NONE, ONE, leftOut(null, "graphics devices only"), ACK_IF_ASKED),
    RESET_DEVICE(34, NONE, NO_FDS, needs(ProtocolFeature.RESET_DEVICE), ACK_IF_ASKED),
    VRING_KICK(35, PayloadShape.of(VringState.LAYOUT), NO_FDS, needs(ProtocolFeature.INBAND_NOTIFICATIONS), ACK_IF_ASKED),
    GET_MAX_MEM_SLOTS(36, NONE, NO_FDS, needs(ProtocolFeature.CONFIGURE_MEM_SLOTS), VALUE_U64),
    ADD_MEM_REG(37, PayloadShape.of(SingleRegion.LAYOUT), ONE, needs(ProtocolFeature.CONFIGURE_MEM_SLOTS), ACK_IF_ASKED),
    REM_MEM_REG(38, PayloadShape.of(SingleRegion.LAYOUT), ONE_IGNORED, needs(ProtocolFeature.CONFIGURE_MEM_SLOTS), ACK_IF_ASKED),
    SET_STATUS(39, U64, NO_FDS, needs(ProtocolFeature.STATUS), ACK_IF_ASKED),
    GET_STATUS(40, NONE, NO_FDS, needs(ProtocolFeature.STATUS), VALUE_U64),
    GET_SHARED_OBJECT(41, anything(), NO_FDS, leftOut(ProtocolFeature.SHARED_OBJECT, "graphics devices only"), OTHER),
    SET_DEVICE_STATE_FD(42, PayloadShape.of(StateTransfer.LAYOUT), ONE, needs(ProtocolFeature.DEVICE_STATE), VALUE_U64),
    CHECK_DEVICE_STATE(43, NONE, NO_FDS, needs(ProtocolFeature.DEVICE_STATE), VALUE_U64),
    GET_SHMEM_CONFIG(44, NONE, NO_FDS, leftOut(ProtocolFeature.SHMEM, "no driver of our devices uses shared memory regions"), OTHER),
    GET_VRING_BASE_SKIP_DRAIN(45, PayloadShape.of(VringState.LAYOUT), NO_FDS,
            needs(ProtocolFeature.GET_VRING_BASE_SKIP_DRAIN), VRING_STATE);

    private static final FrontendRequest[] BY_CODE = byCode();

    private final int code;
    private final PayloadShape payload;
    private final FdRule fds;
    private final Gate gate;
    private final ReplyKind reply;

    FrontendRequest(int code, PayloadShape payload, FdRule fds, Gate gate, ReplyKind reply) {
        this.code = code;
        this.payload = payload;
        this.fds = fds;
        this.gate = gate;
        this.reply = reply;
    }

    /** The row of a request number, or null if there is none. */
    public static FrontendRequest of(long code) {
        return code > 0 && code < BY_CODE.length ? BY_CODE[(int) code] : null;
    }

    public int code() {
        return code;
    }

    public PayloadShape payload() {
        return payload;
    }

    public FdRule fds() {
        return fds;
    }

    public Gate gate() {
        return gate;
    }

    public ReplyKind reply() {
        return reply;
    }

    private static PayloadShape anything() {
        return new PayloadShape("any", 0, MessageHeader.LARGEST_PAYLOAD);
    }

    private static FrontendRequest[] byCode() {
        FrontendRequest[] rows = new FrontendRequest[values().length + 1];
        for (FrontendRequest request : values()) {
            rows[request.code] = request;
        }
        return rows;
    }
}

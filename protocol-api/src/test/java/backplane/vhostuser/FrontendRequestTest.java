// SPDX-License-Identifier: Apache-2.0
package backplane.vhostuser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The table of requests against a second one, typed from the specification: code, name, bytes of payload, descriptors,
 * the bit of the protocol feature that brings it (- for none; after "no:" if we do not serve it), the reply.
 */
@Tag("protocol")
class FrontendRequestTest {
    private static final int ROWS = 45;

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = ' ', textBlock = """
        1 GET_FEATURES 0 0 - VALUE_U64
        2 SET_FEATURES 8 0 - ACK_IF_ASKED
        3 SET_OWNER 0 0 - ACK_IF_ASKED
        4 RESET_OWNER 0 0 - ACK_IF_ASKED
        5 SET_MEM_TABLE 40..264 1..8 - ACK_IF_ASKED
        6 SET_LOG_BASE 16 1 1 LOG_AREA
        7 SET_LOG_FD 0 1 1 ACK_IF_ASKED
        8 SET_VRING_NUM 8 0 - ACK_IF_ASKED
        9 SET_VRING_ADDR 40 0 - ACK_IF_ASKED
        10 SET_VRING_BASE 8 0 - ACK_IF_ASKED
        11 GET_VRING_BASE 8 0 - VRING_STATE
        12 SET_VRING_KICK 8 0..1 - ACK_IF_ASKED
        13 SET_VRING_CALL 8 0..1 - ACK_IF_ASKED
        14 SET_VRING_ERR 8 0..1 - ACK_IF_ASKED
        15 GET_PROTOCOL_FEATURES 0 0 - VALUE_U64
        16 SET_PROTOCOL_FEATURES 8 0 - ACK_IF_ASKED
        17 GET_QUEUE_NUM 0 0 0 VALUE_U64
        18 SET_VRING_ENABLE 8 0 - ACK_IF_ASKED
        19 SEND_RARP 8 0 no:2 ACK_IF_ASKED
        20 NET_SET_MTU 8 0 no:4 ACK_IF_ASKED
        21 SET_BACKEND_REQ_FD 0 1 5 ACK_IF_ASKED
        22 IOTLB_MSG 32 0 no:- VALUE_U64
        23 SET_VRING_ENDIAN 8 0 no:6 ACK_IF_ASKED
        24 GET_CONFIG 12..268 0 9 CONFIG
        25 SET_CONFIG 12..268 0 9 ACK_IF_ASKED
        26 CREATE_CRYPTO_SESSION 0..4096 0 no:7 OTHER
        27 CLOSE_CRYPTO_SESSION 0..4096 0 no:7 ACK_IF_ASKED
        28 POSTCOPY_ADVISE 0 0 no:8 OTHER
        29 POSTCOPY_LISTEN 0 0 no:8 ACK_IF_ASKED
        30 POSTCOPY_END 0 0 no:8 VALUE_U64
        31 GET_INFLIGHT_FD 24 0 12 PAYLOAD_WITH_FD
        32 SET_INFLIGHT_FD 24 1 12 ACK_IF_ASKED
        33 GPU_SET_SOCKET 0 1 no:- ACK_IF_ASKED
        34 RESET_DEVICE 0 0 13 ACK_IF_ASKED
        35 VRING_KICK 8 0 14 ACK_IF_ASKED
        36 GET_MAX_MEM_SLOTS 0 0 15 VALUE_U64
        37 ADD_MEM_REG 40 1 15 ACK_IF_ASKED
        38 REM_MEM_REG 40 0..1 15 ACK_IF_ASKED
        39 SET_STATUS 8 0 16 ACK_IF_ASKED
        40 GET_STATUS 0 0 16 VALUE_U64
        41 GET_SHARED_OBJECT 0..4096 0 no:18 OTHER
        42 SET_DEVICE_STATE_FD 8 1 19 VALUE_U64
        43 CHECK_DEVICE_STATE 0 0 19 VALUE_U64
        44 GET_SHMEM_CONFIG 0 0 no:22 OTHER
        45 GET_VRING_BASE_SKIP_DRAIN 8 0 23 VRING_STATE
        """)
    void aRowIsTheSpecifications(int code, FrontendRequest request, String bytes, String fds, String gate, ReplyKind reply) {
        assertThat(request.code()).isEqualTo(code);
        assertThat(FrontendRequest.of(code)).isEqualTo(request);
        fitsFromTo(request.payload(), from(bytes), to(bytes));
        fitsFromTo(request.fds(), from(fds), to(fds));
        ProtocolFeature feature = request.gate().feature();
        assertThat((request.gate().leftOut() == null ? "" : "no:") + (feature == null ? "-" : feature.bit())).isEqualTo(gate);
        assertThat(request.reply()).isEqualTo(reply);
    }

    private static int from(String range) {
        return Integer.parseInt(range.replaceFirst("\\.\\..*", ""));
    }

    private static int to(String range) {
        return Integer.parseInt(range.replaceFirst(".*\\.\\.", ""));
    }

    private static void fitsFromTo(PayloadShape shape, int from, int to) {
        assertThat(shape.fits(from)).as("%s bytes", from).isTrue();
        assertThat(shape.fits(to)).as("%s bytes", to).isTrue();
        assertThat(shape.fits(from - 1)).as("%s bytes", from - 1).isFalse();
        assertThat(shape.fits(to + 1)).as("%s bytes", to + 1).isFalse();
        assertThat(shape.fits(Integer.MAX_VALUE)).isFalse();
    }

    private static void fitsFromTo(FdRule rule, int from, int to) {
        for (int count = -1; count <= to + 1; count++) {
            assertThat(rule.fits(count)).as("%s descriptors", count).isEqualTo(count >= from && count <= to);
        }
        assertThat(rule.most()).isEqualTo(to);
    }

    @Test
    void thereIsNoOtherRow() {
        Set<Integer> codes = Arrays.stream(FrontendRequest.values()).map(FrontendRequest::code).collect(Collectors.toSet());
        assertThat(FrontendRequest.values()).hasSize(ROWS);
        assertThat(codes).hasSize(ROWS);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 46, 47, Integer.MAX_VALUE, 0xffff_ffffL, 0x1_0000_0001L, Long.MIN_VALUE + 1})
    void anUnknownNumberHasNoRow(long code) {
        assertThat(FrontendRequest.of(code)).isNull();
    }

    @Test
    void umlsMemoryTableOf72BytesFits() {
        assertThat(FrontendRequest.SET_MEM_TABLE.payload().fits(72)).isTrue();
        assertThat(FrontendRequest.SET_MEM_TABLE.fds().fits(1)).as("with one descriptor").isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void whatIsLeftOutSaysWhy(FrontendRequest request) {
        assertThat(request.gate().leftOut()).isNotEqualTo("");
        assertThat(request.payload().max()).isLessThanOrEqualTo(MessageHeader.LARGEST_PAYLOAD);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = ' ', textBlock = """
        2 CONFIG_CHANGE_MSG 0 9
        4 VRING_CALL 8 14
        5 VRING_ERR 8 14
        """)
    void ourOwnRequests(int code, BackendRequest request, int bytes, int bit) {
        assertThat(request.code()).isEqualTo(code);
        fitsFromTo(request.payload(), bytes, bytes);
        assertThat(request.gate().bit()).isEqualTo(bit);
        assertThat(BackendRequest.values()).hasSize(3);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = ' ', textBlock = """
        0 MQ
        1 LOG_SHMFD
        2 RARP
        3 REPLY_ACK
        4 MTU
        5 BACKEND_REQ
        6 CROSS_ENDIAN
        7 CRYPTO_SESSION
        8 PAGEFAULT
        9 CONFIG
        10 BACKEND_SEND_FD
        11 HOST_NOTIFIER
        12 INFLIGHT_SHMFD
        13 RESET_DEVICE
        14 INBAND_NOTIFICATIONS
        15 CONFIGURE_MEM_SLOTS
        16 STATUS
        17 XEN_MMAP
        18 SHARED_OBJECT
        19 DEVICE_STATE
        20 GET_VRING_BASE_INFLIGHT
        21 GPA_ADDRESSES
        22 SHMEM
        23 GET_VRING_BASE_SKIP_DRAIN
        """)
    void protocolFeaturesHaveTheirBit(int bit, ProtocolFeature feature) {
        assertThat(feature.bit()).isEqualTo(bit);
        assertThat(ProtocolFeature.values()).hasSize(24);
    }
}

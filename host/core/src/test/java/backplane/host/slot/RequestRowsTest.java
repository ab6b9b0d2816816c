// SPDX-License-Identifier: Apache-2.0
package backplane.host.slot;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.host.control.FeatureNegotiation;
import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;
import backplane.memory.FrontendAddress;
import backplane.memory.GuestAddress;
import backplane.memory.RegionMapping;
import backplane.testkit.FrontendProfile;
import backplane.testkit.Payloads;
import backplane.testkit.ScriptedFrontend;
import backplane.vhostuser.FdRule;
import backplane.vhostuser.FrontendRequest;
import backplane.vhostuser.MessageHeader;
import backplane.vhostuser.ProtocolFeature;
import backplane.vhostuser.ReplyKind;
import backplane.virtio.FeatureSet;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every row of the table through a real session: what fits is served; size, descriptors and gate are spoiled one at a time. */
@Tag("protocol")
class RequestRowsTest {
    private static final long OFFERED = FeatureNegotiation.protocolFeatures().bits();

    static List<FrontendRequest> served() {
        return rows(row -> row.gate().leftOut() == null
                && (row.gate().feature() == null || new FeatureSet(OFFERED).has(row.gate().feature())));
    }

    static List<FrontendRequest> gated() {
        return rows(row -> row.gate().leftOut() == null && row.gate().feature() != null);
    }

    static List<FrontendRequest> leftOut() {
        return rows(row -> row.gate().leftOut() != null);
    }

    private static List<FrontendRequest> rows(Predicate<FrontendRequest> those) {
        return Arrays.stream(FrontendRequest.values()).filter(those).toList();
    }

    /** The shape fits: whatever the answer to its content is, it is not a refusal of its shape, so a reply that is due comes. */
    @ParameterizedTest
    @MethodSource("served")
    void whatFitsIsServed(FrontendRequest row) throws KernelFault {
        try (SlotBench bench = new SlotBench().slot("a"); ScriptedFrontend frontend = ready(bench, FrontendProfile.QEMU)) {
            send(bench, frontend, row, MessageHeader.NEED_REPLY, fitting(row), rightFds(row));
            if (row.reply() == ReplyKind.ACK_IF_ASKED) {
                long answer = frontend.receive(row).word();
                assertThat(answer).as("%s", row).isEqualTo(row == FrontendRequest.SET_CONFIG || needsMore(row) ? 1 : 0);
            } else {
                frontend.receive(row).close();
            }
            frontend.barrier();
        }
    }

    @ParameterizedTest
    @MethodSource("served")
    void aByteTooFewOrTooManyIsRefused(FrontendRequest row) throws KernelFault {
        for (int size : new int[] {row.payload().min() - 1, row.payload().max() + 1}) {
            if (size >= 0) {
                refused(row, ByteBuffer.allocate(size), rightFds(row), FrontendProfile.QEMU);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("served")
    void aDescriptorTooFewOrTooManyIsRefused(FrontendRequest row) throws KernelFault {
        refused(row, fitting(row), row.fds().most() + 1, FrontendProfile.QEMU);
        if (rightFds(row) > 0) {
            refused(row, fitting(row), 0, FrontendProfile.QEMU);
        }
    }

    /** Also of features that are not offered at all. */
    @ParameterizedTest
    @MethodSource("gated")
    void aRequestWhoseFeatureIsOffIsRefused(FrontendRequest row) throws KernelFault {
        ProtocolFeature gate = row.gate().feature();
        refused(row, fitting(row), rightFds(row), FrontendProfile.QEMU.knowing(
                FeatureSet.of(ProtocolFeature.values()).without(gate)));
    }

    /** Told so if an answer is due, whatever reply the row has; passed over otherwise. */
    @ParameterizedTest
    @MethodSource("leftOut")
    void whatIsLeftOutIsRefusedAndTheConnectionGoesOn(FrontendRequest row) throws KernelFault {
        try (SlotBench bench = new SlotBench().slot("a"); ScriptedFrontend frontend = ready(bench, FrontendProfile.QEMU)) {
            send(bench, frontend, row, MessageHeader.NEED_REPLY, fitting(row), row.fds().most());
            assertThat(frontend.receive(row).word()).isNotZero();
            send(bench, frontend, row, 0, fitting(row), row.fds().most());
            frontend.barrier();
        }
    }

    @Test
    void umlsMemoryTableIsAlways72Bytes() throws KernelFault {
        try (SlotBench bench = new SlotBench().slot("a"); ScriptedFrontend frontend = ready(bench, FrontendProfile.UML);
                OwnedFd file = bench.vmm.memoryFiles().create("guest", 4096)) {
            ByteBuffer table = Payloads.table(List.of(region()), true);
            assertThat(table.remaining()).isEqualTo(72);
            assertThat(frontend.ackOf(FrontendRequest.SET_MEM_TABLE, table, file)).isZero();
        }
    }

    @Test
    void olderFrontEndsSendADescriptorWithRemMemReg() throws KernelFault {
        try (SlotBench bench = new SlotBench().slot("a"); ScriptedFrontend frontend = ready(bench, FrontendProfile.QEMU);
                OwnedFd file = bench.vmm.memoryFiles().create("guest", 4096)) {
            assertThat(frontend.ackOf(FrontendRequest.ADD_MEM_REG, Payloads.region(region()), file)).isZero();
            assertThat(frontend.ackOf(FrontendRequest.REM_MEM_REG, Payloads.region(region()), file)).isZero();
        }
    }

    /** With NEED_REPLY an answer that is not 0, or a close if the reply is one of its own; without NEED_REPLY a close. */
    private static void refused(FrontendRequest row, ByteBuffer payload, int fds, FrontendProfile profile) throws KernelFault {
        for (int flags : new int[] {MessageHeader.NEED_REPLY, 0}) {
            try (SlotBench bench = new SlotBench().slot("a"); ScriptedFrontend frontend = ready(bench, profile)) {
                send(bench, frontend, row, flags, payload.duplicate().order(ByteOrder.nativeOrder()), fds);
                if (row.reply() == ReplyKind.CONFIG) {
                    // QEMU and Cloud Hypervisor know an error of this one by its empty payload
                    assertThat(frontend.receive(row).payload().limit()).isZero();
                    frontend.barrier();
                } else if (flags != 0 && row.reply() == ReplyKind.ACK_IF_ASKED) {
                    assertThat(frontend.receive(row).word()).as("%s", row).isNotZero();
                    frontend.barrier();
                } else {
                    frontend.awaitClosed();
                }
                frontend.close();
                try (ScriptedFrontend next = ready(bench, FrontendProfile.QEMU)) {
                    next.barrier();
                }
                bench.vmm.requireNothingLeft();
            }
        }
    }

    private static ScriptedFrontend ready(SlotBench bench, FrontendProfile profile) throws KernelFault {
        ScriptedFrontend frontend = bench.connect("a", profile);
        frontend.handshake(SlotBench.FEATURES, 2);
        return frontend;
    }

    private static void send(SlotBench bench, ScriptedFrontend frontend, FrontendRequest row, int flags, ByteBuffer payload, int count)
            throws KernelFault {
        List<OwnedFd> fds = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            fds.add(fd(bench, row));
        }
        frontend.send(row, flags, payload, fds.toArray(OwnedFd[]::new));
        fds.forEach(OwnedFd::close);
    }

    private static OwnedFd fd(SlotBench bench, FrontendRequest row) throws KernelFault {
        return switch (row) {
            case SET_VRING_KICK, SET_VRING_CALL, SET_VRING_ERR, SET_LOG_FD -> bench.vmm.eventFds().create().fd();
            case SET_BACKEND_REQ_FD, SET_DEVICE_STATE_FD -> end(bench);
            default -> bench.vmm.memoryFiles().create("file", 1 << 16);
        };
    }

    private static OwnedFd end(SlotBench bench) {
        var pair = bench.vmm.socketPair();
        pair.ours().close();
        return pair.theirs();
    }

    private static int rightFds(FrontendRequest row) {
        return row.fds() == FdRule.NO_FDS || row.fds() == FdRule.ONE_IGNORED ? 0 : 1;
    }

    /** Of the right shape, but about something that must have come before. */
    private static boolean needsMore(FrontendRequest row) {
        return row == FrontendRequest.REM_MEM_REG || row == FrontendRequest.VRING_KICK;
    }

    private static ByteBuffer fitting(FrontendRequest row) {
        return switch (row) {
            case SET_MEM_TABLE -> Payloads.table(List.of(region()), false);
            case ADD_MEM_REG, REM_MEM_REG -> Payloads.region(region());
            case SET_VRING_NUM -> Payloads.state(0, 16);
            case GET_CONFIG, SET_CONFIG -> Payloads.config(0, new byte[4]);
            case SET_PROTOCOL_FEATURES -> Payloads.word(OFFERED);
            case GET_INFLIGHT_FD, SET_INFLIGHT_FD -> ByteBuffer.allocate(24).order(ByteOrder.nativeOrder()).putLong(0, 8192)
                    .putShort(16, (short) 1).putShort(18, (short) 16);
            case SET_LOG_BASE -> ByteBuffer.allocate(16).order(ByteOrder.nativeOrder()).putLong(0, 4096);
            default -> ByteBuffer.allocate(row.payload().min());
        };
    }

    private static RegionMapping region() {
        return new RegionMapping(new GuestAddress(1L << 36), 4096, new FrontendAddress(1L << 40), 0);
    }

    @Test
    void theExceptionsAboveAreAllThereAre() {
        assertThat(Arrays.stream(FrontendRequest.values()).filter(row -> row.payload().min() != row.payload().max())
                .filter(row -> row.gate().leftOut() == null)).containsExactly(FrontendRequest.SET_MEM_TABLE,
                FrontendRequest.GET_CONFIG, FrontendRequest.SET_CONFIG);
    }
}

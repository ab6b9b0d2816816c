// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.kernel.EventFd;
import backplane.kernel.KernelFault;
import backplane.kernel.UnixConnection;
import backplane.memory.FrontendAddress;
import backplane.memory.GuestAddress;
import backplane.vhostuser.FrontendRequest;
import backplane.vhostuser.MessageHeader;
import backplane.vhostuser.ProtocolFeature;
import backplane.vhostuser.VringAddress;
import backplane.virtio.FeatureSet;
import backplane.virtio.VirtioFeature;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the scripted front-end says, and in which order, against a back-end that agrees to everything. */
@Tag("protocol")
class ScriptedFrontendTest {
    private static final FeatureSet OFFERED = FeatureSet.of(VirtioFeature.VERSION_1, VirtioFeature.EVENT_IDX,
            VirtioFeature.PROTOCOL_FEATURES);
    private static final FeatureSet PROTOCOL = FeatureSet.of(ProtocolFeature.MQ, ProtocolFeature.REPLY_ACK,
            ProtocolFeature.BACKEND_REQ, ProtocolFeature.CONFIG, ProtocolFeature.CONFIGURE_MEM_SLOTS);

    private final FakeKernel host = new FakeKernel();
    private final FakeKernel vmm = host.otherProcess();
    private final UnixConnection[] ends = vmm.connect(host);
    private final StubBackend backend = new StubBackend(host, ends[1], Map.of(
            FrontendRequest.GET_FEATURES, OFFERED.bits(), FrontendRequest.GET_PROTOCOL_FEATURES, PROTOCOL.bits(),
            FrontendRequest.SET_STATUS, 1L));
    private ScriptedFrontend frontend;

    @AfterEach
    void close() throws InterruptedException {
        frontend.close();
        backend.close();
        vmm.requireNothingLeft();
        host.requireNothingLeft();
    }

    @Test
    void qemuShakesHandsInItsOrder() throws KernelFault {
        start(FrontendProfile.QEMU);
        frontend.handshake(OFFERED, 1);
        frontend.acceptFeatures();
        frontend.setMemory(1 << 20, 4096);
        frontend.startQueue(0, 8);
        frontend.stopQueue(0);

        assertThat(backend.log).containsExactly("GET_FEATURES 0/0", "GET_PROTOCOL_FEATURES 0/0", "SET_PROTOCOL_FEATURES 8/0",
                "GET_QUEUE_NUM 0/0", "GET_MAX_MEM_SLOTS 0/0", "SET_BACKEND_REQ_FD 0/1!", "SET_OWNER 0/0!", "GET_FEATURES 0/0",
                "SET_VRING_CALL 8/1!", "SET_VRING_ERR 8/1!", "SET_FEATURES 8/0!", "ADD_MEM_REG 40/1!", "ADD_MEM_REG 40/1!",
                "SET_VRING_NUM 8/0!", "SET_VRING_BASE 8/0!", "SET_VRING_ADDR 40/0!", "SET_VRING_KICK 8/1!", "SET_VRING_CALL 8/1!",
                "SET_VRING_ENABLE 8/0!", "SET_VRING_ENABLE 8/0!", "GET_VRING_BASE 8/0");
    }

    @Test
    void theSilentOneAsksForNothing() throws KernelFault {
        start(FrontendProfile.SILENT.knowing(FeatureSet.NONE));
        frontend.handshake(OFFERED, 0);
        frontend.setMemory(1 << 20, 4096);
        frontend.barrier();

        assertThat(backend.log).containsExactly("GET_FEATURES 0/0", "GET_PROTOCOL_FEATURES 0/0", "SET_PROTOCOL_FEATURES 8/0",
                "SET_OWNER 0/0", "GET_FEATURES 0/0", "SET_MEM_TABLE 72/2", "GET_FEATURES 0/0");
    }

    @Test
    void umlPadsItsTableAndReadsConfigFromZero() throws KernelFault {
        start(FrontendProfile.UML);
        frontend.handshake(OFFERED, 1);
        frontend.acceptFeatures();
        frontend.setMemory(1 << 20);
        frontend.getConfig(4, 4);
        frontend.getConfig(0, 2);
        frontend.startQueue(0, 8);
        frontend.stopQueue(0);

        assertThat(backend.log).containsExactly("SET_OWNER 0/0", "GET_FEATURES 0/0", "GET_PROTOCOL_FEATURES 0/0",
                "SET_PROTOCOL_FEATURES 8/0", "SET_BACKEND_REQ_FD 0/1!", "SET_FEATURES 8/0!", "SET_MEM_TABLE 72/1!",
                "GET_CONFIG 20/0", "GET_CONFIG 14/0",
                "SET_VRING_NUM 8/0!", "SET_VRING_BASE 8/0!", "SET_VRING_ADDR 40/0!", "SET_VRING_KICK 8/1!", "SET_VRING_CALL 8/1!",
                "SET_VRING_ENABLE 8/0!", "SET_VRING_ENABLE 8/0!", "GET_FEATURES 0/0");
        VringAddress address = VringAddress.read(backend.last.get(FrontendRequest.SET_VRING_ADDR));
        assertThat(address.descriptors().value()).as("its own addresses are the guest's").isEqualTo(FrontendMemory.GUEST_START);
        try (EventFd call = host.eventFds().adopt(host.duplicate(backend.lastFd.get(FrontendRequest.SET_VRING_CALL)))) {
            call.signal();
            frontend.queue(0).awaitCall();
        } catch (KernelFault fault) {
            throw new AssertionError(fault);
        }
    }

    @Test
    void theBackendSeesTheRingWhereItWasTold() throws KernelFault {
        start(FrontendProfile.QEMU);
        frontend.handshake(OFFERED, 1);
        frontend.acceptFeatures();
        frontend.setMemory(1 << 20);
        GuestQueue queue = frontend.startQueue(0, 8);
        queue.ring().add(List.of(new byte[] {0x55}), 1);
        assertThat(queue.submit()).isTrue();

        VringAddress told = VringAddress.read(backend.last.get(FrontendRequest.SET_VRING_ADDR));
        assertThat(told.descriptors()).isEqualTo(new FrontendAddress(FrontendMemory.GUEST_START + FrontendMemory.FRONTEND_DISTANCE));
        assertThat(backend.memory().view(told.available(), 4).getShort(2)).isEqualTo((short) 1);
        long buffer = backend.memory().view(told.descriptors(), 16).getLong(0);
        assertThat(backend.memory().view(new GuestAddress(buffer), 1).get(0)).isEqualTo((byte) 0x55);
        ByteBuffer used = backend.memory().view(told.used(), 6 + 8 * 8);
        used.put(4, HexFormat.of().parseHex("00000000" + "01000000")).putShort(2, (short) 1);
        try (EventFd call = host.eventFds().adopt(host.duplicate(backend.lastFd.get(FrontendRequest.SET_VRING_CALL)))) {
            call.signal();
        }
        assertThat(queue.await(1)).singleElement().extracting(UsedChain::length).isEqualTo(1L);
        assertThat(queue.called()).as("the call is still to be taken").isTrue();
        assertThat(queue.called()).isFalse();
        assertThat(queue.erred()).isFalse();
    }

    @Test
    void aRefusalIsAFailure() throws KernelFault {
        start(FrontendProfile.QEMU);
        frontend.handshake(OFFERED, 0);

        assertThatThrownBy(() -> frontend.tell(FrontendRequest.SET_STATUS, Payloads.word(0))).isInstanceOf(AssertionError.class)
                .hasMessage("SET_STATUS was refused with 1");
        assertThat(frontend.ackOf(FrontendRequest.SET_STATUS, Payloads.word(0))).isEqualTo(1);
    }

    @Test
    void aReplyWithOtherFlagsOrOfAnotherRequestIsAFailure() throws KernelFault {
        start(FrontendProfile.QEMU);
        backend.link().send(FrontendRequest.GET_FEATURES.code(), 1 | 4 | 8, Payloads.word(0));
        assertThatThrownBy(() -> frontend.receive(FrontendRequest.GET_FEATURES)).isInstanceOf(AssertionError.class)
                .hasMessageContaining("flags 0xd");
        backend.link().send(FrontendRequest.GET_STATUS.code(), 1 | 4, Payloads.word(0));
        assertThatThrownBy(() -> frontend.receive(FrontendRequest.GET_FEATURES)).isInstanceOf(AssertionError.class)
                .hasMessageContaining("message 40");
    }

    @Test
    void anEndIsTold() throws Exception {
        start(FrontendProfile.QEMU);
        backend.link().close();

        frontend.awaitClosed();
        assertThatThrownBy(() -> frontend.receive(FrontendRequest.GET_FEATURES)).isInstanceOf(AssertionError.class)
                .hasMessageContaining("the other side closed the connection");
    }

    @Test
    void requestsOfTheBackendAreAcknowledged() throws KernelFault {
        start(FrontendProfile.QEMU);
        frontend.handshake(OFFERED, 0);
        UnixConnection end = host.sockets().adopt(host.duplicate(backend.lastFd.get(FrontendRequest.SET_BACKEND_REQ_FD)));
        try (MessageLink channel = new MessageLink(end)) {
            channel.send(2, MessageHeader.VERSION | MessageHeader.NEED_REPLY, Payloads.none());
            try (Message request = frontend.nextBackendRequest(); Message answer = channel.next()) {
                assertThat(request.code()).isEqualTo(2);
                assertThat(answer.flags()).isEqualTo(5);
                assertThat(answer.word()).isZero();
            }
        }
    }

    private void start(FrontendProfile profile) {
        frontend = new ScriptedFrontend(ends[0], vmm.ports(), profile);
    }
}

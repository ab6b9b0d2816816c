// SPDX-License-Identifier: Apache-2.0
package backplane.host.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.kernel.KernelFault;
import backplane.testkit.FrontendProfile;
import backplane.testkit.GuestQueue;
import backplane.testkit.Message;
import backplane.testkit.Payloads;
import backplane.testkit.ScriptedFrontend;
import backplane.testkit.UsedChain;
import backplane.vhostuser.BackendRequest;
import backplane.vhostuser.FrontendRequest;
import backplane.vhostuser.ProtocolFeature;
import backplane.vhostuser.VringState;
import backplane.virtio.FeatureSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Notifications by message (INBAND_NOTIFICATIONS), and ring addresses that are the guest's (GPA_ADDRESSES). */
@Tag("protocol")
class InBandTest {
    /** VHOST_USER_VRING_NOFD_MASK. */
    private static final long NO_FD = 1 << 8;
    private static final FeatureSet IN_BAND = FeatureSet.of(ProtocolFeature.REPLY_ACK, ProtocolFeature.BACKEND_REQ,
            ProtocolFeature.CONFIG, ProtocolFeature.MQ, ProtocolFeature.INBAND_NOTIFICATIONS);
    private static final FrontendProfile PROFILE = FrontendProfile.QEMU.knowing(IN_BAND).without(FrontendProfile.Habit.EARLY_CALLS);

    @Test
    void kicksAndCallsGoByMessage() throws KernelFault {
        try (SlotBench bench = bench(); ScriptedFrontend frontend = started(bench)) {
            GuestQueue queue = frontend.queue(0);
            for (byte i = 0; i < 10; i++) {
                queue.ring().add(List.of(new byte[] {EchoDevice.ECHO, i}), 4);
                queue.ring().publish();
                frontend.tell(FrontendRequest.VRING_KICK, Payloads.state(0, 0));
                expect(frontend.nextBackendRequest(), BackendRequest.VRING_CALL);
                assertThat(queue.ring().poll()).extracting(UsedChain::written).containsExactly(new byte[] {i});
                queue.ring().armCalls();
            }
            assertThat(bench.counter("a", "kicks")).as("some may have come as one").isPositive();
        }
    }

    /** UML sends neither SET_VRING_KICK nor SET_VRING_CALL when it has taken the feature. */
    @Test
    void theFirstKickStartsAVringWithoutDescriptors() throws KernelFault {
        try (SlotBench bench = bench(); ScriptedFrontend frontend = configured(bench)) {
            GuestQueue queue = frontend.queue(0);
            frontend.enableQueue(0, true);
            assertThat(bench.view("a").queues().get(0).started()).isFalse();
            queue.ring().add(List.of(new byte[] {EchoDevice.ECHO, 3}), 4);
            queue.ring().publish();
            frontend.tell(FrontendRequest.VRING_KICK, Payloads.state(0, 0));
            expect(frontend.nextBackendRequest(), BackendRequest.VRING_CALL);
            assertThat(queue.ring().poll()).extracting(UsedChain::written).containsExactly(new byte[] {3});
        }
    }

    @Test
    void withoutAMessageNobodyLooksAtTheRing() throws KernelFault {
        try (SlotBench bench = bench(); ScriptedFrontend frontend = started(bench)) {
            GuestQueue queue = frontend.queue(0);
            frontend.tell(FrontendRequest.VRING_KICK, Payloads.state(0, 0));
            queue.ring().add(List.of(new byte[] {EchoDevice.ECHO, 1}), 4);
            frontend.barrier();
            long kicks = bench.counter("a", "kicks");
            queue.ring().publish();
            frontend.tell(FrontendRequest.VRING_KICK, Payloads.state(0, 0));
            expect(frontend.nextBackendRequest(), BackendRequest.VRING_CALL);
            SlotBench.awaitThat(() -> bench.counter("a", "kicks") > kicks, () -> "a kick by message");
        }
    }

    @Test
    void aBrokenRingIsToldByMessage() throws KernelFault {
        try (SlotBench bench = bench(); ScriptedFrontend frontend = started(bench)) {
            frontend.tell(FrontendRequest.SET_VRING_ERR, Payloads.word(NO_FD));
            GuestQueue queue = frontend.queue(0);
            queue.ring().availIndex(17);
            frontend.tell(FrontendRequest.VRING_KICK, Payloads.state(0, 0));
            expect(frontend.nextBackendRequest(), BackendRequest.VRING_ERR);
        }
    }

    @Test
    void aKickByMessageIsRefusedWhereADescriptorWasGiven() throws KernelFault {
        try (SlotBench bench = bench(); ScriptedFrontend frontend = started(bench)) {
            assertThat(frontend.ackOf(FrontendRequest.VRING_KICK, Payloads.state(7, 0))).as("no such vring").isNotZero();
            frontend.stopQueue(0);
            frontend.restartQueue(0);
            assertThat(frontend.ackOf(FrontendRequest.VRING_KICK, Payloads.state(0, 0))).as("has a descriptor").isNotZero();
        }
    }

    @Test
    void itNeedsBackendRequestsAndAcknowledgements() throws KernelFault {
        try (SlotBench bench = bench()) {
            for (ProtocolFeature missing : List.of(ProtocolFeature.BACKEND_REQ, ProtocolFeature.REPLY_ACK)) {
                try (ScriptedFrontend frontend = bench.connect("a", PROFILE.knowing(IN_BAND.without(missing)))) {
                    assertThatThrownBy(() -> frontend.handshake(SlotBench.FEATURES, 2)).as("refused, or closed at once")
                            .isInstanceOfAny(AssertionError.class, KernelFault.class);
                }
            }
        }
    }

    @Test
    void itIsOfferedOnlyWhereItIsConfigured() throws KernelFault {
        try (SlotBench bench = new SlotBench().slot("a"); ScriptedFrontend frontend = bench.connect("a", PROFILE)) {
            frontend.handshake(SlotBench.FEATURES, 2);
            assertThat(frontend.protocolFeatures().has(ProtocolFeature.INBAND_NOTIFICATIONS)).isFalse();
            assertThat(frontend.protocolFeatures().has(ProtocolFeature.BACKEND_REQ)).isTrue();
        }
    }

    @Test
    void ringAddressesMayBeTheGuests() throws KernelFault {
        FrontendProfile gpa = FrontendProfile.QEMU.knowing(IN_BAND.without(ProtocolFeature.INBAND_NOTIFICATIONS)
                .with(ProtocolFeature.GPA_ADDRESSES));
        try (SlotBench bench = new SlotBench().slot("a"); ScriptedFrontend frontend = bench.running("a", gpa)) {
            assertThat(frontend.protocolFeatures().has(ProtocolFeature.GPA_ADDRESSES)).isTrue();
            assertThat(SlotBench.request(frontend.queue(0), (byte) 0, (byte) 5).written()).containsExactly(5);
            frontend.addMemory(1 << 20);
            assertThat(SlotBench.request(frontend.queue(0), (byte) 0, (byte) 6).written()).containsExactly(6);
        }
    }

    private static SlotBench bench() {
        SlotBench bench = new SlotBench();
        bench.configure("a", Map.of("in-band", "true"));
        return bench;
    }

    /** Queue 0 with neither a kick nor a call descriptor. */
    private static ScriptedFrontend started(SlotBench bench) throws KernelFault {
        ScriptedFrontend frontend = configured(bench);
        frontend.tell(FrontendRequest.SET_VRING_CALL, Payloads.word(NO_FD));
        frontend.tell(FrontendRequest.SET_VRING_KICK, Payloads.word(NO_FD));
        frontend.enableQueue(0, true);
        return frontend;
    }

    private static ScriptedFrontend configured(SlotBench bench) throws KernelFault {
        ScriptedFrontend frontend = bench.connect("a", PROFILE);
        frontend.handshake(SlotBench.FEATURES, 2);
        frontend.acceptFeatures();
        frontend.setMemory(2 << 20);
        frontend.makeQueue(0, 16);
        frontend.configureQueue(0);
        return frontend;
    }

    private static void expect(Message message, BackendRequest request) {
        assertThat(message.code()).isEqualTo(request.code());
        assertThat(message.state()).isEqualTo(new VringState(0, 0));
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.host.slot;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.device.DeviceSettings;
import backplane.device.SettingRejected;
import backplane.device.VirtioDevice;
import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;
import backplane.memory.FrontendAddress;
import backplane.memory.GuestAddress;
import backplane.memory.RegionMapping;
import backplane.operation.SlotState;
import backplane.testkit.FrontendProfile;
import backplane.testkit.GuestQueue;
import backplane.testkit.Payloads;
import backplane.testkit.ScriptedFrontend;
import backplane.vhostuser.FrontendRequest;
import backplane.vhostuser.MessageHeader;
import backplane.virtio.VirtqDesc;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What comes of each kind of fault, and that the slot beside it never notices. */
@Tag("protocol")
class FaultOutcomeTest {
    private SlotBench bench;
    private ScriptedFrontend neighbour;
    private ScriptedFrontend frontend;

    @BeforeEach
    void twoSlots() throws KernelFault {
        bench = new SlotBench().slot("a").slot("b");
        neighbour = bench.running("b", FrontendProfile.QEMU);
        frontend = bench.running("a", FrontendProfile.QEMU);
    }

    /** Whatever a test did: the neighbour is served, and so is the next front-end of the same slot. */
    @AfterEach
    void othersGoOn() throws KernelFault {
        assertThat(SlotBench.request(neighbour.queue(0), (byte) 0, (byte) 4).written()).containsExactly(4);
        neighbour.close();
        frontend.close();
        try (ScriptedFrontend next = bench.running("a", FrontendProfile.SILENT)) {
            assertThat(SlotBench.request(next.queue(0), (byte) 0, (byte) 5).written()).containsExactly(5);
        }
        bench.close();
        bench.vmm.requireNothingLeft();
    }

    // ---- front-end

    @Test
    void aWrongVersionLosesTheFramingAndClosesTheConnection() throws KernelFault {
        frontend.link().send(FrontendRequest.GET_FEATURES.code(), 2, Payloads.none());
        frontend.awaitClosed();
    }

    @Test
    void anOversizedPayloadClosesTheConnection() throws KernelFault {
        frontend.link().send(FrontendRequest.SET_FEATURES.code(), 1, MessageHeader.LARGEST_PAYLOAD + 1, Payloads.none());
        frontend.awaitClosed();
    }

    @Test
    void anEndWithinAMessageIsTheEndOfTheSession() throws KernelFault {
        frontend.link().sendRaw(ByteBuffer.wrap(new byte[] {1, 0, 0, 0, 1}));
    }

    @Test
    void aReplyThatNobodyAskedForClosesTheConnection() throws KernelFault {
        frontend.link().send(FrontendRequest.GET_FEATURES.code(), 5, Payloads.none());
        frontend.awaitClosed();
    }

    @Test
    void anUnknownRequestIsRefusedIfAnAnswerIsDueAndPassedOverOtherwise() throws KernelFault {
        frontend.link().send(99, 1 | MessageHeader.NEED_REPLY, Payloads.word(1));
        assertThat(frontend.link().next().word()).isNotZero();
        frontend.link().send(99, 1, Payloads.word(1));
        frontend.barrier();
    }

    @Test
    void aWrongSizeIsRefusedWithAnAnswerOrByAClose() throws KernelFault {
        assertThat(frontend.ackOf(FrontendRequest.SET_VRING_NUM, Payloads.word(1).limit(4))).isNotZero();
        frontend.send(FrontendRequest.SET_VRING_NUM, 0, Payloads.word(1).limit(4));
        frontend.awaitClosed();
    }

    @Test
    void aSurplusDescriptorIsRefusedAndClosed() throws KernelFault {
        try (OwnedFd fd = bench.vmm.directory()) {
            assertThat(frontend.ackOf(FrontendRequest.SET_VRING_NUM, Payloads.state(0, 16), fd)).isNotZero();
        }
    }

    @Test
    void descriptorsThatComeWithOneByteAfterAnotherCloseTheConnection() throws KernelFault {
        OwnedFd[] many = new OwnedFd[100];
        try (OwnedFd fd = bench.vmm.directory()) {
            java.util.Arrays.fill(many, fd);
            frontend.link().sendRaw(ByteBuffer.allocate(12).order(java.nio.ByteOrder.nativeOrder())
                    .putInt(2).putInt(1).putInt(8).flip(), many);
            frontend.link().sendRaw(ByteBuffer.allocate(1), many);
            frontend.link().sendRaw(ByteBuffer.allocate(1), many);
            frontend.awaitClosed();
        }
    }

    @Test
    void aMissingDescriptorIsRefused() throws KernelFault {
        assertThat(frontend.ackOf(FrontendRequest.SET_VRING_CALL, Payloads.word(0))).isNotZero();
    }

    @Test
    void aDescriptorOfTheWrongKindIsRefusedAndClosed() throws KernelFault {
        try (OwnedFd fd = bench.vmm.directory()) {
            assertThat(frontend.ackOf(FrontendRequest.SET_VRING_KICK, Payloads.word(0), fd)).isNotZero();
            assertThat(frontend.ackOf(FrontendRequest.SET_BACKEND_REQ_FD, Payloads.none(), fd)).isNotZero();
        }
    }

    @Test
    void aVringThatTheDeviceHasNotIsRefused() throws KernelFault {
        assertThat(frontend.ackOf(FrontendRequest.SET_VRING_ENABLE, Payloads.state(2, 1))).isNotZero();
        frontend.send(FrontendRequest.GET_VRING_BASE, 0, Payloads.state(7, 0));
        frontend.awaitClosed();
    }

    @Test
    void settingsOfARunningRingAreRefused() throws KernelFault {
        assertThat(frontend.ackOf(FrontendRequest.SET_VRING_NUM, Payloads.state(0, 8))).isNotZero();
        assertThat(frontend.ackOf(FrontendRequest.SET_VRING_BASE, Payloads.state(0, 8))).isNotZero();
        assertThat(SlotBench.request(frontend.queue(0), (byte) 0, (byte) 1).written()).containsExactly(1);
    }

    @Test
    void sizesThatNoRingHasAreRefused() throws KernelFault {
        for (long size : new long[] {0, 3, 512, 65536, 0xffff_ffffL}) {
            assertThat(frontend.ackOf(FrontendRequest.SET_VRING_NUM, Payloads.state(1, size))).as("size %d", size).isNotZero();
        }
    }

    @Test
    void featuresThatWereNotOfferedAreRefused() throws KernelFault {
        assertThat(frontend.ackOf(FrontendRequest.SET_FEATURES, Payloads.word(1L << 38))).isNotZero();
    }

    @Test
    void aRequestOfAFeatureThatWasNotNegotiatedIsRefused() throws KernelFault {
        assertThat(frontend.ackOf(FrontendRequest.VRING_KICK, Payloads.state(0, 0))).isNotZero();
    }

    @Test
    void aConfigurationPastItsLargestSizeIsAnsweredEmpty() throws KernelFault {
        frontend.send(FrontendRequest.GET_CONFIG, 0, Payloads.config(255, new byte[2]));
        assertThat(frontend.receive(FrontendRequest.GET_CONFIG).payload().limit()).isZero();
    }

    @Test
    void writingAConfigurationWithoutWritableFieldsIsRefusedAndGoesOn() throws KernelFault {
        assertThat(frontend.ackOf(FrontendRequest.SET_CONFIG, Payloads.config(0, new byte[4]))).isNotZero();
        frontend.send(FrontendRequest.SET_CONFIG, 0, Payloads.config(0, new byte[4]));
        frontend.barrier();
    }

    // ---- its memory

    @Test
    void memoryThatCannotBeIsRefusedAndTheOldOneStays() throws KernelFault {
        RegionMapping here = frontend.memory().regions().get(0).mapping();
        try (OwnedFd file = bench.vmm.memoryFiles().create("x", 4096); OwnedFd folder = bench.vmm.directory()) {
            RegionMapping overlapping = new RegionMapping(here.guest().plus(4096), 4096, new FrontendAddress(0x10), 0);
            assertThat(frontend.ackOf(FrontendRequest.ADD_MEM_REG, Payloads.region(overlapping), file)).isNotZero();
            RegionMapping longer = new RegionMapping(new GuestAddress(0), 8192, new FrontendAddress(0x10), 0);
            assertThat(frontend.ackOf(FrontendRequest.ADD_MEM_REG, Payloads.region(longer), file)).isNotZero();
            RegionMapping fine = new RegionMapping(new GuestAddress(0), 4096, new FrontendAddress(0x10), 0);
            assertThat(frontend.ackOf(FrontendRequest.ADD_MEM_REG, Payloads.region(fine), folder)).isNotZero();
            assertThat(frontend.ackOf(FrontendRequest.REM_MEM_REG, Payloads.region(fine))).isNotZero();
            assertThat(frontend.ackOf(FrontendRequest.SET_MEM_TABLE, Payloads.table(List.of(fine, fine), false), file, file)).isNotZero();
            assertThat(frontend.ackOf(FrontendRequest.SET_MEM_TABLE, Payloads.table(List.of(fine), false), file, file)).isNotZero();
        }
        assertThat(SlotBench.request(frontend.queue(0), (byte) 0, (byte) 1).written()).containsExactly(1);
    }

    @Test
    void aRingWhoseMemoryIsTakenAwayBreaksAlone() throws KernelFault {
        frontend.tell(FrontendRequest.REM_MEM_REG, Payloads.region(frontend.memory().regions().get(0).mapping()));
        frontend.queue(0).awaitError();
        assertThat(bench.view("a").queues().get(0).broken()).contains("memory table");
        assertThat(bench.view("a").state()).isEqualTo(SlotState.CONNECTED);
        frontend.barrier();
    }

    // ---- guest driver

    @Test
    void aRingWhoseIndexJumpsStopsAloneAndTellsByItsErrDescriptor() throws KernelFault {
        GuestQueue queue = frontend.queue(0);
        queue.ring().availIndex(17);
        queue.kick();
        queue.awaitError();
        assertThat(bench.view("a").queues().get(0).broken()).contains("index");
        frontend.startQueue(1, 16);
        assertThat(SlotBench.request(frontend.queue(1), (byte) 0, (byte) 2).written()).containsExactly(2);
        frontend.stopQueue(0);
        frontend.startQueue(0, 16);
        assertThat(SlotBench.request(frontend.queue(0), (byte) 0, (byte) 3).written()).containsExactly(3);
    }

    @Test
    void aChainThatIsBuiltWronglyComesBackEmptyAndTheRingGoesOn() throws KernelFault {
        GuestQueue queue = frontend.queue(0);
        queue.ring().descriptor(15, 0x10, 4, VirtqDesc.F_NEXT, 15);
        queue.ring().offer(15);
        queue.submit();
        SlotBench.awaitThat(() -> queue.ring().usedIndex() == 1, () -> "the chain is not back");
        assertThat(queue.ring().pollRaw().get(0)).containsExactly(15, 0);
        assertThat(bench.counter("a", "chain_faults")).isEqualTo(1);
        assertThat(SlotBench.request(queue, (byte) 0, (byte) 1).written()).containsExactly(1);
    }

    @Test
    void aRequestShorterThanTheDeviceReadsComesBackEmpty() throws KernelFault {
        assertThat(SlotBench.request(frontend.queue(0), EchoDevice.READ_TOO_MUCH).length()).isZero();
        assertThat(bench.counter("a", "chain_faults")).isEqualTo(1);
    }

    // ---- ourselves

    @Test
    void aDeviceThatThrowsIsContained() throws KernelFault {
        for (int i = 0; i < 3; i++) {
            assertThat(SlotBench.request(frontend.queue(0), EchoDevice.THROW).length()).isZero();
        }
        assertThat(bench.counter("a", "device_faults")).isEqualTo(3);
        assertThat(SlotBench.request(frontend.queue(0), (byte) 0, (byte) 1).written()).containsExactly(1);
    }

    /** What a provider throws when it is to make a device. */
    static List<Throwable> strays() {
        return List.of(new IllegalStateException("as it was to"), new NoClassDefFoundError("a/b"), new OutOfMemoryError("as if"),
                new AssertionError("wrong"), new StackOverflowError());
    }

    @ParameterizedTest
    @MethodSource("strays")
    void aDeviceThatCannotBeMadeIsTheSlotsProblemAlone(Throwable stray) throws KernelFault {
        bench.registry.withdraw(bench.provider);
        AtomicBoolean throwing = new AtomicBoolean(true);
        EchoDevice.Provider next = new EchoDevice.Provider() {
            @Override
            public VirtioDevice create(DeviceSettings settings) throws SettingRejected {
                if (throwing.get() && settings.device().equals("a")) {
                    FaultOutcomeTest.<RuntimeException>raise(stray);
                }
                return super.create(settings);
            }
        };
        bench.registry.offer(next);
        assertThat(bench.view("a").problem()).contains(stray.getMessage() == null ? stray.getClass().getName() : stray.getMessage());
        throwing.set(false);
        bench.configure("a", Map.of("tag", "9"));
        assertThat(bench.view("a").problem()).isEmpty();
        assertThat(SlotBench.request(frontend.queue(0), (byte) 0, (byte) 1).written()).containsExactly(1);
        throwing.set(true);
        bench.configure("a", Map.of("tag", "8"));
        assertThat(bench.view("a").problem()).as("another one cannot be made").isNotEmpty();
        assertThat(SlotBench.request(frontend.queue(0), (byte) 0, (byte) 2).written()).as("the one before serves").containsExactly(2);
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void raise(Throwable stray) throws T {
        throw (T) stray;
    }

    @Test
    void aDeviceThatAllocatesWithoutEndIsContained() throws KernelFault {
        for (int i = 0; i < 3; i++) {
            assertThat(SlotBench.request(frontend.queue(0), EchoDevice.DEVOUR).length()).isZero();
        }
        assertThat(bench.counter("a", "device_faults")).isEqualTo(3);
        assertThat(SlotBench.request(frontend.queue(0), (byte) 0, (byte) 1).written()).containsExactly(1);
    }
}

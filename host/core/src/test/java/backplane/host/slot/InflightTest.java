// SPDX-License-Identifier: Apache-2.0
package backplane.host.slot;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;
import backplane.memory.FrontendAddress;
import backplane.memory.GuestAddress;
import backplane.memory.GuestRegion;
import backplane.memory.MemoryTable;
import backplane.memory.RegionMapping;
import backplane.testkit.FrontendProfile;
import backplane.testkit.GuestQueue;
import backplane.testkit.Message;
import backplane.testkit.Payloads;
import backplane.testkit.ScriptedFrontend;
import backplane.testkit.UsedChain;
import backplane.vhostuser.FrontendRequest;
import backplane.vhostuser.InflightArea;
import backplane.vhostuser.ProtocolFeature;
import backplane.virtio.FeatureSet;
import backplane.virtio.VirtioFeature;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * In-flight tables through the front-end's messages. A back-end that dies is played by putting guest memory and table back to what they
 * were at some moment, under a ring that is stopped: all that the next back-end can know is in those bytes.
 */
@Tag("protocol")
class InflightTest {
    private static final int MEMORY = 2 << 20;
    private static final int SIZE = 16;

    static ByteBuffer payload(InflightArea area) {
        ByteBuffer payload = ByteBuffer.allocate(InflightArea.LAYOUT.size()).order(ByteOrder.nativeOrder());
        area.write(payload);
        return payload.flip();
    }

    /** A front-end that keeps the tables of both queues. */
    static final class Keeper implements AutoCloseable {
        final ScriptedFrontend frontend;
        final OwnedFd file;
        final InflightArea area;
        private final GuestRegion mapped;
        private final ByteBuffer table;
        private final ByteBuffer memory;
        private byte[] oldTable;
        private byte[] oldMemory;

        Keeper(SlotBench bench, boolean packed) throws KernelFault {
            this(bench, packed, FrontendProfile.QEMU);
        }

        Keeper(SlotBench bench, boolean packed, FrontendProfile profile) throws KernelFault {
            bench.configure("a", Map.of("packed", Boolean.toString(packed)));
            frontend = bench.connect("a", profile);
            frontend.handshake(SlotBench.FEATURES.with(VirtioFeature.RING_PACKED), 2);
            frontend.acceptFeatures();
            frontend.setMemory(MEMORY);
            Message reply = frontend.ask(FrontendRequest.GET_INFLIGHT_FD, payload(new InflightArea(0, 0, 2, SIZE)));
            area = InflightArea.read(reply.payload());
            file = reply.fds().get(0);
            frontend.tell(FrontendRequest.SET_INFLIGHT_FD, payload(area), file);
            RegionMapping mapping = new RegionMapping(new GuestAddress(0), area.size(), new FrontendAddress(0), 0);
            mapped = bench.vmm.ports().guestMemory().map(mapping, file);
            table = new MemoryTable(List.of(mapped)).view(new GuestAddress(0), (int) area.size());
            memory = frontend.memory().at(new GuestAddress(0x4000_0000L), MEMORY);
            frontend.startQueue(0, SIZE);
        }

        void remember() {
            oldTable = bytes(table);
            oldMemory = bytes(memory);
        }

        /** As if the back-end had died when {@link #remember} was called, and another one started. */
        void die() throws KernelFault {
            frontend.stopQueue(0);
            table.put(0, oldTable);
            memory.put(0, oldMemory);
            frontend.tell(FrontendRequest.SET_INFLIGHT_FD, payload(area), file);
            frontend.restartQueueAt(0, frontend.queue(0).driver().start());
        }

        private static byte[] bytes(ByteBuffer from) {
            byte[] all = new byte[from.capacity()];
            from.get(0, all);
            return all;
        }

        @Override
        public void close() {
            frontend.close();
            mapped.close();
            file.close();
        }
    }

    @ParameterizedTest(name = "packed={0}")
    @ValueSource(booleans = {false, true})
    void whatWasOutIsAnsweredOnceAndInOrderByTheNextBackEnd(boolean packed) throws KernelFault {
        try (SlotBench bench = new SlotBench(); Keeper keeper = new Keeper(bench, packed)) {
            GuestQueue queue = keeper.frontend.queue(0);
            for (int i = 0; i < 11; i++) {
                assertThat(SlotBench.request(queue, (byte) 0, (byte) 1).written()).containsExactly(1);
            }
            for (byte i = 1; i <= 3; i++) {
                queue.driver().add(List.of(new byte[] {EchoDevice.HOLD, i}), 4);
                queue.driver().add(List.of(new byte[] {EchoDevice.ECHO, (byte) (10 + i)}), 4);
            }
            queue.submit();
            assertThat(queue.await(3)).extracting(used -> used.written()[0]).containsExactly((byte) 11, (byte) 12, (byte) 13);
            keeper.remember();
            keeper.die();
            SlotBench.awaitThat(() -> bench.counter("a", "requests") == 20, () -> "three chains are offered again");
            bench.provider.last.letGo();
            assertThat(queue.await(3)).extracting(used -> used.written()[0]).containsExactly((byte) 1, (byte) 2, (byte) 3);
            for (int i = 0; i < 20; i++) {
                assertThat(SlotBench.request(queue, (byte) 0, (byte) 5).written()).containsExactly(5);
            }
            assertThat(queue.driver().outstanding()).isZero();
        }
    }

    /** Nothing is out: the table alone tells a packed ring where it is, and a base of 0 a split one nothing. */
    @Test
    void aPackedRingGoesOnWhereTheTableIs() throws KernelFault {
        try (SlotBench bench = new SlotBench(); Keeper keeper = new Keeper(bench, true)) {
            GuestQueue queue = keeper.frontend.queue(0);
            for (int i = 0; i < 21; i++) {
                SlotBench.request(queue, (byte) 0, (byte) 1);
            }
            keeper.remember();
            keeper.die();
            assertThat(SlotBench.request(queue, (byte) 0, (byte) 2).written()).containsExactly(2);
        }
    }

    /** After GET_VRING_BASE the base counts, also if it is that of a guest that began anew. */
    @ParameterizedTest(name = "packed={0}")
    @ValueSource(booleans = {false, true})
    void aRingThatWasStoppedInOrderGoesOnAtItsBase(boolean packed) throws KernelFault {
        try (SlotBench bench = new SlotBench(); Keeper keeper = new Keeper(bench, packed)) {
            for (int i = 0; i < 5; i++) {
                SlotBench.request(keeper.frontend.queue(0), (byte) 0, (byte) 1);
            }
            keeper.frontend.stopQueue(0);
            keeper.frontend.restartQueue(0);
            SlotBench.request(keeper.frontend.queue(0), (byte) 0, (byte) 1);
            keeper.frontend.stopQueue(0);
            keeper.frontend.startQueue(0, SIZE);
            assertThat(SlotBench.request(keeper.frontend.queue(0), (byte) 0, (byte) 3).written()).containsExactly(3);
        }
    }

    /** GET_VRING_BASE_INFLIGHT: a stop for a migration, after which the destination has what the device held. */
    @ParameterizedTest(name = "packed={0}, by a request of its own={1}")
    @CsvSource({"false,false", "false,true", "true,false", "true,true"})
    void aStopMayLeaveWhatIsHeldToWhoeverStartsTheRingAgain(boolean packed, boolean own) throws KernelFault {
        FeatureSet known = own ? FrontendProfile.QEMU.protocol()
                : FrontendProfile.QEMU.protocol().without(ProtocolFeature.GET_VRING_BASE_SKIP_DRAIN);
        try (SlotBench bench = new SlotBench(); Keeper keeper = new Keeper(bench, packed, FrontendProfile.QEMU.knowing(known))) {
            GuestQueue queue = keeper.frontend.queue(0);
            SlotBench.request(queue, EchoDevice.ECHO, (byte) 1);
            queue.driver().add(List.of(new byte[] {EchoDevice.HOLD, 1}), 4);
            queue.driver().add(List.of(new byte[] {EchoDevice.HOLD, 2}), 4);
            queue.submit();
            SlotBench.awaitThat(() -> bench.counter("a", "requests") == 3, () -> "three requests");
            keeper.frontend.enableQueue(0, false);
            FrontendRequest stop = own ? FrontendRequest.GET_VRING_BASE_SKIP_DRAIN : FrontendRequest.GET_VRING_BASE;
            queue.base(keeper.frontend.ask(stop, Payloads.state(0, 0)).state().num());
            assertThat(queue.driver().poll()).as("still out").isEmpty();
            byte[] state = Keeper.bytes(keeper.table);
            assertThat(state).as("the table has them").isNotEqualTo(new byte[state.length]);
            keeper.frontend.restartQueue(0);
            SlotBench.awaitThat(() -> bench.counter("a", "requests") == 5, () -> "both once more");
            bench.provider.last.letGo();
            assertThat(queue.await(2)).extracting(UsedChain::written).containsExactly(new byte[] {1}, new byte[] {2});
            assertThat(bench.provider.last.answered()).as("the device was not reset").isEqualTo(3);
            assertThat(SlotBench.request(queue, EchoDevice.ECHO, (byte) 7).written()).containsExactly(7);
        }
    }

    /** A front-end dies: what the device held is returned into the memory that the front-end finds when it is back. */
    @ParameterizedTest(name = "packed={0}")
    @ValueSource(booleans = {false, true})
    void aFrontEndThatIsKilledFindsEachAnsweredOnce(boolean packed) throws KernelFault {
        try (SlotBench bench = new SlotBench()) {
            Keeper keeper = new Keeper(bench, packed);
            GuestQueue queue = keeper.frontend.queue(0);
            queue.driver().add(List.of(new byte[] {EchoDevice.HOLD, 1}), 4);
            queue.driver().add(List.of(new byte[] {EchoDevice.KEEP, 2}), 4);
            queue.driver().add(List.of(new byte[] {EchoDevice.HOLD, 3}), 4);
            queue.submit();
            SlotBench.awaitThat(() -> bench.counter("a", "requests") == 3, () -> "three requests");
            keeper.frontend.link().close();
            bench.awaitState("a", backplane.operation.SlotState.READY);
            List<UsedChain> back = new ArrayList<>(queue.driver().poll());
            assertThat(back).extracting(UsedChain::length).containsExactly(1L, 1L, 0L);
            for (int head = 0; head < SIZE; head++) {
                assertThat(keeper.table.get((packed ? 32 + 32 * head : 16 + 16 * head))).as("inflight of %s", head).isZero();
            }
            keeper.close();
        }
    }

    /** User Mode Linux stops a ring by ENABLE 0 alone, and configures it anew when its driver comes back. */
    @Test
    void aDisabledRingThatIsConfiguredAnewIsStopped() throws KernelFault {
        try (SlotBench bench = new SlotBench().slot("a"); ScriptedFrontend frontend = bench.running("a", FrontendProfile.UML)) {
            SlotBench.request(frontend.queue(0), (byte) 0, (byte) 1);
            assertThat(frontend.ackOf(FrontendRequest.SET_VRING_NUM, Payloads.state(0, 8))).as("it runs").isNotZero();
            frontend.enableQueue(0, false);
            frontend.startQueue(0, 8);
            assertThat(SlotBench.request(frontend.queue(0), (byte) 0, (byte) 2).written()).containsExactly(2);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.host.slot;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.kernel.KernelFault;
import backplane.testkit.FrontendMemory;
import backplane.testkit.FrontendProfile;
import backplane.testkit.GuestQueue;
import backplane.testkit.Payloads;
import backplane.testkit.ScriptedFrontend;
import backplane.testkit.UsedChain;
import backplane.vhostuser.FrontendRequest;
import backplane.virtio.VirtioFeature;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A device moves from one back-end to another with all that it has: its state by SET_DEVICE_STATE_FD, what it holds by the in-flight
 * table, the ring's position by its base. The guest's memory is the same file here, as in a migration on one machine.
 */
@Tag("protocol")
class MigrationTest {
    @ParameterizedTest(name = "packed={0}")
    @ValueSource(booleans = {false, true})
    void stateAndHeldChainsGoOnElsewhere(boolean packed) throws KernelFault {
        try (SlotBench bench = new SlotBench(); InflightTest.Keeper source = new InflightTest.Keeper(bench, packed)) {
            EchoDevice before = bench.provider.last;
            GuestQueue queue = source.frontend.queue(0);
            SlotBench.request(queue, EchoDevice.ECHO, (byte) 1);
            queue.driver().add(List.of(new byte[] {EchoDevice.HOLD, 1}), 4);
            queue.driver().add(List.of(new byte[] {EchoDevice.HOLD, 2}), 4);
            queue.submit();
            SlotBench.awaitThat(() -> bench.counter("a", "requests") == 3, () -> "three requests");
            long base = source.frontend.ask(FrontendRequest.GET_VRING_BASE_SKIP_DRAIN, Payloads.state(0, 0)).state().num();
            byte[] state = DeviceStateTest.save(bench, source.frontend);

            bench.configure("b", Map.of("packed", Boolean.toString(packed)));
            EchoDevice after = bench.provider.last;
            assertThat(after).isNotSameAs(before);
            try (ScriptedFrontend destination = bench.connect("b", FrontendProfile.QEMU)) {
                destination.handshake(SlotBench.FEATURES.with(VirtioFeature.RING_PACKED), 2);
                destination.acceptFeatures();
                assertThat(DeviceStateTest.load(bench, destination, state)).isZero();
                assertThat(after.answered()).isEqualTo(before.answered());
                goOn(destination, source, base);
                SlotBench.awaitThat(() -> bench.counter("b", "requests") == 2, () -> "what was held is offered");
                assertThat(queue.driver().poll()).as("nothing was answered on the way").isEmpty();
                after.letGo();
                assertThat(queue.await(2)).extracting(UsedChain::written).containsExactly(new byte[] {1}, new byte[] {2});
                assertThat(SlotBench.request(queue, EchoDevice.ECHO, (byte) 7).written()).containsExactly(7);
                assertThat(after.answered()).isEqualTo(4);
            }
        }
    }

    /** The guest's memory, the in-flight table and the ring, at the back-end that takes over. */
    private static void goOn(ScriptedFrontend destination, InflightTest.Keeper source, long base) throws KernelFault {
        for (FrontendMemory.Region region : source.frontend.memory().regions()) {
            destination.tell(FrontendRequest.ADD_MEM_REG, Payloads.region(region.mapping()), region.file());
        }
        destination.tell(FrontendRequest.SET_INFLIGHT_FD, InflightTest.payload(source.area), source.file);
        GuestQueue queue = source.frontend.queue(0);
        destination.tell(FrontendRequest.SET_VRING_NUM, Payloads.state(0, queue.driver().size()));
        destination.tell(FrontendRequest.SET_VRING_BASE, Payloads.state(0, base));
        destination.tell(FrontendRequest.SET_VRING_ADDR, Payloads.address(source.frontend.addressOf(0)));
        destination.tell(FrontendRequest.SET_VRING_CALL, Payloads.word(0), queue.callFd().fd());
        destination.tell(FrontendRequest.SET_VRING_KICK, Payloads.word(0), queue.kickFd().fd());
        destination.enableQueue(0, true);
    }
}

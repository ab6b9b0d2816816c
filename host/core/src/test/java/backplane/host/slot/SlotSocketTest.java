// SPDX-License-Identifier: Apache-2.0
package backplane.host.slot;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.kernel.KernelFault;
import backplane.kernel.SocketAccess;
import backplane.kernel.UnixConnection;
import backplane.kernel.UnixListener;
import backplane.operation.SlotState;
import backplane.testkit.FrontendProfile;
import backplane.testkit.ScriptedFrontend;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How a slot and its front-ends meet: who listens, on which socket, and who may connect. */
@Tag("protocol")
class SlotSocketTest {
    private static final Path VMM = Path.of("/run/vmm/gpio.sock");
    private static final Map<String, String> CONNECT = Map.of("role", "connect", "socket", VMM.toString());

    @Test
    void wrongCombinationsAreRefusedByKeyValueAndWhatIsAllowed() {
        try (SlotBench bench = new SlotBench()) {
            assertThat(bench.configure("a", Map.of("role", "both"))).contains("'role'", "'both'", "listen or connect");
            assertThat(bench.configure("a", Map.of("role", "connect"))).contains("'socket'", "where the front-end listens");
            assertThat(bench.configure("a", Map.of("role", "connect", "socket", "fd:a"))).contains("'socket'", "'fd:a'");
            assertThat(bench.configure("a", Map.of("socket", "fd:a", "mode", "0600"))).contains("'mode'", "'0600'", "somebody else");
            assertThat(bench.configure("a", Map.of("role", "connect", "socket", VMM.toString(), "group", "kvm")))
                    .contains("'group'", "'kvm'");
            bench.configure("b", Map.of("socket", "fd:gpio"));
            assertThat(bench.view("b").problem()).contains("'gpio'", "was given none");
            assertThat(bench.view("b").state()).isEqualTo(SlotState.REFUSED);
        }
    }

    @Test
    void aSlotThatConnectsWaitsForTheFrontEndAndComesAgain() throws KernelFault {
        try (SlotBench bench = new SlotBench()) {
            bench.configure("a", CONNECT);
            assertThat(bench.view("a").state()).isEqualTo(SlotState.READY);
            assertThat(bench.view("a").socket()).isEqualTo(VMM);
            for (int round = 0; round < 3; round++) {
                try (UnixListener vmm = bench.vmm.sockets().listen(VMM, SocketAccess.OWNER_ONLY);
                        ScriptedFrontend frontend = new ScriptedFrontend(vmm.accept(), bench.vmm.ports(), FrontendProfile.QEMU)) {
                    frontend.handshake(SlotBench.FEATURES, 2);
                    frontend.acceptFeatures();
                    frontend.setMemory(2 << 20);
                    frontend.startQueue(0, 16);
                    assertThat(SlotBench.request(frontend.queue(0), (byte) 0, (byte) 1).written()).containsExactly(1);
                }
                bench.awaitState("a", SlotState.READY);
            }
        }
    }

    @Test
    void aFrontEndThatDropsEachConnectionIsAskedEverMoreSeldom() throws KernelFault {
        try (SlotBench bench = new SlotBench(); UnixListener vmm = bench.vmm.sockets().listen(VMM, SocketAccess.OWNER_ONLY)) {
            bench.configure("a", CONNECT);
            long[] gaps = new long[5];
            for (int i = 0; i < gaps.length; i++) {
                long began = System.nanoTime();
                try (UnixConnection dropped = vmm.accept()) {
                    gaps[i] = System.nanoTime() - began;
                    dropped.shutdown();
                }
            }
            assertThat(gaps[4]).as("the pause doubles: 0, 20, 40, 80, 160 ms").isGreaterThan(100_000_000L);
        }
    }

    @Test
    void aSlotThatConnectsEndsWhileItWaits() {
        try (SlotBench bench = new SlotBench()) {
            List<String> before = bench.host.openFds();
            bench.configure("a", CONNECT);
            assertThat(bench.registry.remove("a")).isTrue();
            assertThat(bench.host.openFds()).isEqualTo(before);
        }
    }

    @Test
    void whoMayConnectIsChangedUnderAConnection() throws KernelFault {
        try (SlotBench bench = new SlotBench().slot("a"); ScriptedFrontend frontend = bench.running("a", FrontendProfile.QEMU)) {
            assertThat(bench.configure("a", Map.of("mode", "0600"))).isEmpty();
            assertThat(bench.view("a").problem()).isEmpty();
            assertThat(bench.host.sockets().access(Path.of("/run/backplane/a.sock"))).isEqualTo(SocketAccess.OWNER_ONLY);
            assertThat(SlotBench.request(frontend.queue(0), (byte) 0, (byte) 1).written()).containsExactly(1);
        }
    }

    @Test
    void aConnectedFrontEndStaysWhenTheRoleChanges() throws KernelFault {
        try (SlotBench bench = new SlotBench().slot("a")) {
            try (ScriptedFrontend frontend = bench.running("a", FrontendProfile.QEMU)) {
                bench.configure("a", CONNECT);
                assertThat(SlotBench.request(frontend.queue(0), (byte) 0, (byte) 1).written()).containsExactly(1);
            }
            try (UnixListener vmm = bench.vmm.sockets().listen(VMM, SocketAccess.OWNER_ONLY); UnixConnection next = vmm.accept()) {
                bench.awaitState("a", SlotState.CONNECTED);
                next.shutdown();
            }
        }
    }
}

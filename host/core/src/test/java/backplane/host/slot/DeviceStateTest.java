// SPDX-License-Identifier: Apache-2.0
package backplane.host.slot;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.kernel.KernelFault;
import backplane.kernel.UnixConnection;
import backplane.testkit.FrontendProfile;
import backplane.testkit.Payloads;
import backplane.testkit.ScriptedFrontend;
import backplane.testkit.SocketPairs;
import backplane.vhostuser.FrontendRequest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A device's state leaves one host and enters another. */
@Tag("protocol")
class DeviceStateTest {
    private static final int SAVE = 0;
    private static final int LOAD = 1;
    /** An echo device that has answered 2 requests: magic, format 1, version 1, type, length 4, checksum, and the 4 bytes. */
    private static final byte[] SAVED = HexFormat.of().parseHex(
            "425053544154450a" + "01000000" + "01000000" + "6563686f" + "00".repeat(28) + "04000000" + "3d96f8b1" + "02000000");

    @Test
    void whatOneHostSavesAnotherLoads() throws KernelFault {
        byte[] state;
        try (SlotBench a = new SlotBench().slot("a"); ScriptedFrontend frontend = a.running("a", FrontendProfile.QEMU)) {
            SlotBench.request(frontend.queue(0), (byte) 0);
            SlotBench.request(frontend.queue(0), (byte) 0);
            frontend.stopQueue(0);
            state = save(a, frontend);
        }
        assertThat(Arrays.copyOf(state, 48)).isEqualTo(Arrays.copyOf(SAVED, 48));
        try (SlotBench b = new SlotBench().slot("b"); ScriptedFrontend frontend = b.connect("b", FrontendProfile.QEMU)) {
            frontend.handshake(SlotBench.FEATURES, 2);
            assertThat(load(b, frontend, state)).isZero();
            assertThat(b.provider.last.answered()).isEqualTo(2);
            frontend.acceptFeatures();
            frontend.setMemory(2 << 20);
            frontend.startQueue(0, 16);
            SlotBench.request(frontend.queue(0), (byte) 0);
            assertThat(b.provider.last.answered()).isEqualTo(3);
        }
    }

    @Test
    void aStateThatIsNotWholeIsRefusedFieldByField() throws KernelFault {
        try (SlotBench bench = new SlotBench().slot("a"); ScriptedFrontend frontend = bench.connect("a", FrontendProfile.QEMU)) {
            frontend.handshake(SlotBench.FEATURES, 2);
            byte[] whole;
            try (ScriptedFrontend ignored = frontend) {
                whole = save(bench, frontend);
                for (int spoiled : new int[] {0, 8, 48, 52, whole.length - 1}) {
                    byte[] bytes = whole.clone();
                    bytes[spoiled] ^= 0x10;
                    assertThat(load(bench, frontend, bytes)).as("byte %d spoiled", spoiled).isNotZero();
                }
                assertThat(load(bench, frontend, Arrays.copyOf(whole, whole.length - 1))).isNotZero();
                assertThat(load(bench, frontend, Arrays.copyOf(whole, 10))).isNotZero();
                assertThat(load(bench, frontend, new byte[0])).isNotZero();
                assertThat(load(bench, frontend, whole)).isZero();
            }
        }
    }

    @Test
    void nothingIsSavedWhileARingRuns() throws KernelFault {
        try (SlotBench bench = new SlotBench().slot("a"); ScriptedFrontend frontend = bench.running("a", FrontendProfile.QEMU)) {
            SocketPairs.Pair pair = bench.vmm.pipe();
            assertThat(begin(frontend, SAVE, pair) & 0xff).isNotZero();
            pair.ours().close();
            assertThat(frontend.askWord(FrontendRequest.CHECK_DEVICE_STATE)).isNotZero();
            assertThat(SlotBench.request(frontend.queue(0), (byte) 0, (byte) 1).written()).containsExactly(1);
        }
    }

    @Test
    void theStatusIsKeptAndZeroResets() throws KernelFault {
        try (SlotBench bench = new SlotBench().slot("a"); ScriptedFrontend frontend = bench.running("a", FrontendProfile.QEMU)) {
            frontend.tell(FrontendRequest.SET_STATUS, Payloads.word(0x10b));
            assertThat(frontend.askWord(FrontendRequest.GET_STATUS)).isEqualTo(0x0b);
            frontend.tell(FrontendRequest.SET_STATUS, Payloads.word(0));
            assertThat(frontend.askWord(FrontendRequest.GET_STATUS)).isZero();
            assertThat(bench.provider.last.resets).isEqualTo(1);
        }
    }

    static byte[] save(SlotBench bench, ScriptedFrontend frontend) throws KernelFault {
        SocketPairs.Pair pair = bench.vmm.pipe();
        assertThat(begin(frontend, SAVE, pair)).isEqualTo(0x100);
        ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
        try (UnixConnection ours = bench.vmm.sockets().adopt(pair.ours())) {
            int count = ours.receive(bytes, new ArrayList<>());
            while (count >= 0) {
                count = ours.receive(bytes, new ArrayList<>());
            }
        }
        assertThat(frontend.askWord(FrontendRequest.CHECK_DEVICE_STATE)).isZero();
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    static long load(SlotBench bench, ScriptedFrontend frontend, byte[] state) throws KernelFault {
        SocketPairs.Pair pair = bench.vmm.socketPair();
        assertThat(begin(frontend, LOAD, pair)).isEqualTo(0x100);
        try (UnixConnection ours = bench.vmm.sockets().adopt(pair.ours())) {
            if (state.length > 0) {
                ours.send(ByteBuffer.wrap(state));
            }
        }
        return frontend.askWord(FrontendRequest.CHECK_DEVICE_STATE);
    }

    private static long begin(ScriptedFrontend frontend, int direction, SocketPairs.Pair pair) throws KernelFault {
        ByteBuffer payload = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putInt(direction).putInt(0).flip();
        try (var theirs = pair.theirs()) {
            return frontend.ask(FrontendRequest.SET_DEVICE_STATE_FD, payload, theirs).word();
        }
    }
}

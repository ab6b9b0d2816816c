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
import backplane.testkit.Payloads;
import backplane.testkit.ScriptedFrontend;
import backplane.testkit.UsedChain;
import backplane.vhostuser.FrontendRequest;
import backplane.vhostuser.LogArea;
import backplane.vhostuser.VringAddress;
import backplane.virtio.FeatureSet;
import backplane.virtio.VirtioFeature;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages that the dirty log marks are those that we wrote, by a comparison of the guest's memory before and after. */
@Tag("protocol")
class DirtyLogTest {
    private static final int PAGE = 4096;
    private static final int MEMORY = 2 << 20;
    private static final long GUEST = 0x4000_0000L;
    private static final int LOG = (int) ((GUEST + MEMORY) / PAGE / 8);
    private static final FeatureSet FEATURES =
            FeatureSet.of(VirtioFeature.VERSION_1, VirtioFeature.INDIRECT_DESC, VirtioFeature.RING_PACKED);

    /** A front-end that migrates: its log, and the guest's memory as it was. */
    private static final class Migration implements AutoCloseable {
        final ScriptedFrontend frontend;
        private final OwnedFd file;
        private final GuestRegion mapped;
        private final ByteBuffer bits;
        private byte[] before;
        private byte round;

        Migration(SlotBench bench, boolean packed) throws KernelFault {
            bench.configure("a", Map.of("packed", Boolean.toString(packed)));
            frontend = bench.connect("a", FrontendProfile.QEMU);
            frontend.handshake(FEATURES, 2);
            frontend.acceptFeatures();
            frontend.setMemory(MEMORY);
            frontend.startQueue(0, 16);
            file = bench.vmm.ports().memoryFiles().create("log", LOG + PAGE);
            RegionMapping all = new RegionMapping(new GuestAddress(0), LOG, new FrontendAddress(0), 8);
            mapped = bench.vmm.ports().guestMemory().map(all, file);
            bits = new MemoryTable(List.of(mapped)).view(new GuestAddress(0), LOG);
        }

        void logBase() throws KernelFault {
            assertThat(frontend.ask(FrontendRequest.SET_LOG_BASE, area(LOG, 8), file).code()).isEqualTo(6);
        }

        void logBuffers(boolean on) throws KernelFault {
            long bits = frontend.features().bits();
            frontend.tell(FrontendRequest.SET_FEATURES, Payloads.word(on ? bits | 1L << 26 : bits));
        }

        void logRing(boolean on) throws KernelFault {
            VringAddress plain = frontend.addressOf(0);
            frontend.tell(FrontendRequest.SET_VRING_ADDR, Payloads.address(new VringAddress(0, on, plain.descriptors(), plain.used(),
                    plain.available(), frontend.queue(0).driver().usedRing())));
        }

        /** Requests of a few bytes and of three pages, with other bytes each time; the memory is remembered before we write. */
        void traffic() throws KernelFault {
            // Only a disabled ring is sure not to be looked at, nor written to, before and after.
            frontend.enableQueue(0, false);
            GuestQueue queue = frontend.queue(0);
            byte[] large = new byte[3 * PAGE];
            round++;
            Arrays.fill(large, 1, large.length, round);
            queue.driver().add(List.of(new byte[] {0, round, 2}), 8);
            queue.driver().add(List.of(large), 5000, 2 * PAGE);
            queue.driver().addIndirect(List.of(new byte[] {0, round}), 1, 8);
            queue.driver().publish();
            before = memory();
            frontend.enableQueue(0, true);
            List<UsedChain> back = queue.await(3);
            frontend.enableQueue(0, false);
            assertThat(back).extracting(UsedChain::length).containsExactly(2L, 3L * PAGE - 1, 1L);
        }

        BitSet written() {
            byte[] after = memory();
            BitSet pages = new BitSet();
            for (int page = 0; page < MEMORY / PAGE; page++) {
                if (!Arrays.equals(before, page * PAGE, (page + 1) * PAGE, after, page * PAGE, (page + 1) * PAGE)) {
                    pages.set(page);
                }
            }
            return pages;
        }

        /** What is marked, from the guest memory's start on; nothing may be marked before it. Clears the log. */
        BitSet marked() {
            byte[] all = new byte[LOG];
            bits.get(0, all);
            bits.put(0, new byte[LOG]);
            BitSet pages = BitSet.valueOf(all);
            int start = (int) (GUEST / PAGE);
            assertThat(pages.nextSetBit(0)).satisfiesAnyOf(first -> assertThat(first).isNegative(),
                    first -> assertThat(first).isGreaterThanOrEqualTo(start));
            return pages.get(start, LOG * 8);
        }

        private byte[] memory() {
            byte[] all = new byte[MEMORY];
            frontend.memory().at(new GuestAddress(GUEST), MEMORY).get(0, all);
            return all;
        }

        @Override
        public void close() {
            frontend.close();
            mapped.close();
            file.close();
        }
    }

    static ByteBuffer area(long size, long offset) {
        ByteBuffer payload = ByteBuffer.allocate(LogArea.LAYOUT.size()).order(ByteOrder.nativeOrder());
        new LogArea(size, offset).write(payload);
        return payload.flip();
    }

    @ParameterizedTest(name = "packed={0}")
    @ValueSource(booleans = {false, true})
    void marksExactlyThePagesThatWeWrite(boolean packed) throws KernelFault {
        try (SlotBench bench = new SlotBench(); Migration migration = new Migration(bench, packed)) {
            migration.traffic();
            assertThat(migration.marked().cardinality()).as("no log yet").isZero();
            migration.logBase();
            migration.traffic();
            assertThat(migration.marked().cardinality()).as("a log, and nothing to be logged").isZero();
            migration.logBuffers(true);
            migration.logRing(true);
            for (int i = 0; i < 20; i++) {
                migration.traffic();
                assertThat(migration.marked()).as("round %s", i).isEqualTo(migration.written());
            }
            migration.logBuffers(false);
            migration.traffic();
            assertThat(migration.marked().cardinality()).as("the ring alone").isEqualTo(1);
            migration.logRing(false);
            migration.traffic();
            assertThat(migration.marked().cardinality()).isZero();
        }
    }

    @Test
    void aLogIsReplacedUnderARunningRingAndTheOldOneLeftAlone() throws KernelFault {
        try (SlotBench bench = new SlotBench(); Migration migration = new Migration(bench, false)) {
            migration.logBase();
            migration.logBuffers(true);
            migration.logRing(true);
            migration.traffic();
            migration.marked();
            try (OwnedFd other = bench.vmm.ports().memoryFiles().create("log", LOG)) {
                migration.frontend.ask(FrontendRequest.SET_LOG_BASE, area(LOG, 0), other).close();
            }
            migration.traffic();
            assertThat(migration.marked().cardinality()).isZero();
        }
    }

    @Test
    void aLogThatDoesNotFitItsFileOrItsWordsEndsTheConnection() throws KernelFault {
        record Wrong(long size, long offset) {
        }
        for (Wrong wrong : List.of(new Wrong(0, 0), new Wrong(LOG + 2, 0), new Wrong(LOG, 2), new Wrong(LOG + 2 * PAGE, 0),
                new Wrong(LOG, -8), new Wrong(-4, 0), new Wrong(4L << 30, 0))) {
            try (SlotBench bench = new SlotBench(); Migration migration = new Migration(bench, false)) {
                migration.frontend.send(FrontendRequest.SET_LOG_BASE, 0, area(wrong.size(), wrong.offset()), migration.file);
                migration.frontend.awaitClosed();
            }
        }
    }

    @Test
    void theLogsDescriptorIsSignalledAfterPagesWereMarked() throws KernelFault {
        try (SlotBench bench = new SlotBench(); Migration migration = new Migration(bench, false);
                var poke = bench.vmm.ports().eventFds().create(); var poller = bench.vmm.ports().pollers().open()) {
            poller.add(poke.fd(), 1);
            migration.logBase();
            migration.frontend.tell(FrontendRequest.SET_LOG_FD, Payloads.none(), poke.fd());
            migration.logBuffers(true);
            migration.traffic();
            assertThat(poller.await(new int[1], 10_000)).isEqualTo(1);
        }
    }
}

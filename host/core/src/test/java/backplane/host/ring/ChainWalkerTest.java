// SPDX-License-Identifier: Apache-2.0
package backplane.host.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.chain.ChainFault;
import backplane.chain.ChainFault.Reason;
import backplane.memory.GuestAddress;
import backplane.testkit.DriverRing.Descriptor;
import backplane.testkit.Seeds;
import backplane.virtio.VirtioFeature;
import backplane.virtio.VirtqDesc;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a driver can get wrong in a chain, one thing at a time, and that framing does not matter. */
@Tag("protocol")
class ChainWalkerTest {
    private static final int NEXT = VirtqDesc.F_NEXT;
    private static final int WRITE = VirtqDesc.F_WRITE;
    private static final int INDIRECT = VirtqDesc.F_INDIRECT;

    private final RingBench bench = new RingBench(8, VirtioFeature.INDIRECT_DESC);

    @Test
    void aChainIsOneStreamInAndOneOut() {
        bench.driver.add(List.of(new byte[] {1, 2}, new byte[] {3}), 2, 1);
        RingChain chain = bench.pop();
        assertThat(bench.ring.takeFault()).isNull();
        assertThat(RingBench.readAll(chain)).containsExactly(1, 2, 3);
        chain.writer().writeFully(ByteBuffer.wrap(new byte[] {7, 8, 9}));
        chain.complete(3);
        bench.ring.publish();
        assertThat(bench.driver.poll().get(0).written()).containsExactly(7, 8, 9);
    }

    @Test
    void framingDoesNotMatter() {
        Seeds.each(200, seed -> {
            Random random = Seeds.random(seed);
            RingBench cut = new RingBench(64, VirtioFeature.INDIRECT_DESC);
            byte[] request = Seeds.bytes(random, 1 + random.nextInt(300));
            byte[] answer = Seeds.bytes(random, 1 + random.nextInt(300));
            List<byte[]> readable = Seeds.cut(random, request, 1 + random.nextInt(20));
            int[] writable = Seeds.cut(random, answer, 1 + random.nextInt(20)).stream().mapToInt(piece -> piece.length).toArray();
            if (random.nextBoolean()) {
                cut.driver.addIndirect(readable, writable);
            } else {
                cut.driver.add(readable, writable);
            }
            RingChain chain = cut.pop();
            assertThat(cut.ring.takeFault()).isNull();
            assertThat(RingBench.readAll(chain)).isEqualTo(request);
            int half = random.nextInt(answer.length + 1);
            chain.writer().position(half);
            chain.writer().writeFully(ByteBuffer.wrap(answer, half, answer.length - half));
            chain.writer().position(0);
            chain.writer().writeFully(ByteBuffer.wrap(answer, 0, half));
            chain.complete(answer.length);
            cut.ring.publish();
            assertThat(cut.driver.poll().get(0).written()).isEqualTo(answer);
        });
    }

    @Test
    void readingOrWritingPastTheEndIsAChainFaultAndTouchesNothing() {
        bench.driver.add(List.of(new byte[] {1, 2}), 2);
        RingChain chain = bench.pop();
        assertThatThrownBy(() -> chain.reader().readFully(ByteBuffer.allocate(3))).isInstanceOf(ChainFault.class)
                .extracting("reason").isEqualTo(Reason.REQUEST_TOO_SHORT);
        assertThat(chain.reader().remaining()).isEqualTo(2);
        assertThatThrownBy(() -> chain.writer().writeFully(ByteBuffer.allocate(3))).isInstanceOf(ChainFault.class)
                .extracting("reason").isEqualTo(Reason.RESPONSE_TOO_SHORT);
        assertThatThrownBy(() -> chain.writer().position(3)).isInstanceOf(ChainFault.class);
    }

    @Test
    void aLoopIsFound() {
        bench.driver.descriptor(0, RingBench.BASE, 1, NEXT, 1);
        bench.driver.descriptor(1, RingBench.BASE, 1, NEXT, 0);
        bench.driver.offer(0);
        assertThat(bench.faultOfNext()).isEqualTo(Reason.LOOP);
    }

    @Test
    void aLinkOutOfTheTableIsFound() {
        bench.driver.descriptor(0, RingBench.BASE, 1, NEXT, 8);
        bench.driver.offer(0);
        assertThat(bench.faultOfNext()).isEqualTo(Reason.INDEX_OUT_OF_RANGE);
    }

    @Test
    void aReadableDescriptorAfterAWritableOneIsFound() {
        bench.driver.descriptor(0, RingBench.BASE, 1, NEXT | WRITE, 1);
        bench.driver.descriptor(1, RingBench.BASE, 1, 0, 0);
        bench.driver.offer(0);
        assertThat(bench.faultOfNext()).isEqualTo(Reason.READABLE_AFTER_WRITABLE);
    }

    @Test
    void bytesOutsideOfMemoryAreFound() {
        bench.driver.descriptor(0, 0x10, 4, 0, 0);
        bench.driver.offer(0);
        assertThat(bench.faultOfNext()).isEqualTo(Reason.UNMAPPED);
        bench.driver.descriptor(0, RingBench.BASE, 0xffff_ffffL, 0, 0);
        bench.driver.offer(0);
        assertThat(bench.faultOfNext()).isEqualTo(Reason.UNMAPPED);
        bench.driver.descriptor(0, -4L, 16, 0, 0);
        bench.driver.offer(0);
        assertThat(bench.faultOfNext()).as("wraps around").isEqualTo(Reason.UNMAPPED);
    }

    @Test
    void lengthsThatAddUpTo4GiBAreFound() {
        bench.driver.descriptor(0, RingBench.BASE, 0xffff_ffffL, NEXT, 1);
        bench.driver.descriptor(1, RingBench.BASE, 1, 0, 0);
        bench.driver.offer(0);
        assertThat(bench.faultOfNext()).isEqualTo(Reason.TOO_LONG);
    }

    @Test
    void anEmptyDescriptorIsNothing() {
        bench.driver.descriptor(0, 0, 0, NEXT, 1);
        bench.driver.descriptor(1, RingBench.BASE, 3, WRITE, 0);
        bench.driver.offer(0);
        RingChain chain = bench.pop();
        assertThat(bench.ring.takeFault()).isNull();
        assertThat(chain.reader().length()).isZero();
        assertThat(chain.writer().length()).isEqualTo(3);
    }

    @Test
    void indirectTablesAreChecked() {
        GuestAddress table = bench.driver.allocate(64);
        assertThat(indirect(table, 0, INDIRECT)).isEqualTo(Reason.BAD_INDIRECT_LENGTH);
        assertThat(indirect(table, 17, INDIRECT)).isEqualTo(Reason.BAD_INDIRECT_LENGTH);
        assertThat(indirect(table, 16L * (ChainWalker.MOST_INDIRECT + 1), INDIRECT)).isEqualTo(Reason.TOO_MANY_DESCRIPTORS);
        assertThat(indirect(new GuestAddress(16), 16, INDIRECT)).isEqualTo(Reason.UNMAPPED);
        assertThat(indirect(table, 16, INDIRECT | NEXT)).isEqualTo(Reason.INDIRECT_WITH_NEXT);
        bench.driver.descriptorIn(table, 0, new Descriptor(RingBench.BASE, 16, INDIRECT, 0));
        assertThat(indirect(table, 16, INDIRECT)).isEqualTo(Reason.NESTED_INDIRECT);
        bench.driver.descriptorIn(table, 0, new Descriptor(RingBench.BASE, 1, NEXT, 4));
        assertThat(indirect(table, 64, INDIRECT)).isEqualTo(Reason.INDEX_OUT_OF_RANGE);
        bench.driver.descriptorIn(table, 0, new Descriptor(RingBench.BASE, 1, NEXT, 0));
        assertThat(indirect(table, 64, INDIRECT)).isEqualTo(Reason.LOOP);
    }

    @Test
    void aTableAtTheEndOfADirectChainWorks() {
        GuestAddress table = bench.driver.allocate(32);
        GuestAddress bytes = bench.driver.allocate(4);
        bench.driver.bytesAt(bytes, 4).put(0, new byte[] {1, 2, 3, 4});
        bench.driver.descriptorIn(table, 0, new Descriptor(bytes.value() + 1, 2, NEXT, 1));
        bench.driver.descriptorIn(table, 1, new Descriptor(bytes.value(), 4, WRITE, 0));
        bench.driver.descriptor(0, bytes.value(), 1, NEXT, 1);
        bench.driver.descriptor(1, table.value(), 32, INDIRECT | WRITE, 0);
        bench.driver.offer(0);
        RingChain chain = bench.pop();
        assertThat(bench.ring.takeFault()).isNull();
        assertThat(RingBench.readAll(chain)).containsExactly(1, 2, 3);
        assertThat(chain.writer().length()).isEqualTo(4);
    }

    @Test
    void anIndirectTableMayHaveMoreEntriesThanTheRing() {
        bench.driver.addIndirect(java.util.Collections.nCopies(100, new byte[] {5}), 1);
        assertThat(RingBench.readAll(bench.pop())).hasSize(100).containsOnly(5);
    }

    @Test
    void indirectIsAFaultWhereItWasNotNegotiated() {
        RingBench direct = new RingBench(8);
        direct.driver.descriptor(0, RingBench.BASE, 16, INDIRECT, 0);
        direct.driver.offer(0);
        assertThat(direct.faultOfNext()).isEqualTo(Reason.INDIRECT_NOT_NEGOTIATED);
    }

    @Test
    void randomTablesThrowNothingButChainFault() {
        Seeds.each(300, seed -> {
            Random random = Seeds.random(seed);
            RingBench wild = new RingBench(16, VirtioFeature.INDIRECT_DESC);
            for (int round = 0; round < 20; round++) {
                for (int i = 0; i < 16; i++) {
                    wild.driver.descriptor(i, wildAddress(random), wildLength(random), random.nextInt(8), random.nextInt(20));
                }
                wild.driver.offer(random.nextInt(16));
                RingChain chain = wild.pop();
                if (wild.ring.takeFault() == null) {
                    byte[] scratch = new byte[4096];
                    chain.reader().read(ByteBuffer.wrap(scratch));
                    Arrays.fill(scratch, (byte) 0);
                    chain.writer().position(chain.writer().length());
                }
                wild.ring.push(chain, 0);
            }
        });
    }

    private Reason indirect(GuestAddress table, long length, int flags) {
        bench.driver.descriptor(0, table.value(), length, flags, 1);
        bench.driver.offer(0);
        return bench.faultOfNext();
    }

    private static long wildAddress(Random random) {
        return random.nextInt(4) == 0 ? random.nextLong() : RingBench.BASE + random.nextInt(1 << 20);
    }

    private static long wildLength(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt() & 0xffff_ffffL;
            case 1 -> 16L * random.nextInt(20);
            default -> random.nextInt(64);
        };
    }
}

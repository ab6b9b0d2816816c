// SPDX-License-Identifier: Apache-2.0
package backplane.host.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.chain.ChainFault.Reason;
import backplane.testkit.PackedDriverRing;
import backplane.testkit.Seeds;
import backplane.testkit.UsedChain;
import backplane.virtio.VirtioFeature;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The positions of a packed ring, what a driver can break, and who wakes whom. */
@Tag("protocol")
class PackedRingTest {
    private static final int DESC = 16;

    @Test
    void theUsedDescriptorIsTheSpecifications() {
        PackedBench bench = new PackedBench(3);
        int id = bench.driver.add(List.of(new byte[] {1}), 4, 4);
        RingChain chain = bench.pop();
        assertThat(bench.ring.base()).as("both wrap counters, the first wrapped").isEqualTo(0x8000_0000L);
        bench.ring.push(chain, 5);
        assertThat(bench.window.getShort(14)).as("not shown yet").isEqualTo((short) 0x81);
        bench.ring.publish();
        assertThat(bench.window.getShort(12)).isEqualTo((short) id);
        assertThat(bench.window.getInt(8)).isEqualTo(5);
        assertThat(bench.window.getShort(14)).as("AVAIL, USED and WRITE").isEqualTo((short) 0x8082);
        assertThat(bench.ring.base()).isEqualTo(0);
    }

    @Test
    void aBatchIsShownByItsFirstDescriptor() {
        PackedBench bench = new PackedBench(4);
        for (int i = 0; i < 3; i++) {
            bench.driver.add(List.of(new byte[] {(byte) i}));
        }
        List<RingChain> chains = List.of(bench.pop(), bench.ring.pop(), bench.ring.pop());
        chains.forEach(chain -> bench.ring.push(chain, 0));
        assertThat(bench.window.getShort(2 * DESC + 14)).isEqualTo((short) 0x8080);
        assertThat(bench.window.getShort(14)).isEqualTo((short) 0x80);
        assertThat(bench.driver.poll()).isEmpty();
        bench.ring.publish();
        assertThat(bench.driver.poll()).hasSize(3);
    }

    @Test
    void aChainThatRunsRoundTheRingBreaksIt() {
        PackedBench bench = new PackedBench(4);
        for (int i = 0; i < 4; i++) {
            bench.driver.append(PackedBench.BASE, 1, 0, PackedDriverRing.NEXT);
        }
        assertThatThrownBy(bench::pop).isInstanceOf(RingBroken.class).hasMessageContaining("runs round the ring");
    }

    @Test
    void aChainThatRunsIntoWhatIsTakenBreaksTheRing() {
        PackedBench bench = new PackedBench(4);
        bench.driver.add(List.of(new byte[1]));
        bench.pop();
        for (int i = 0; i < 3; i++) {
            bench.driver.append(PackedBench.BASE, 1, 3, PackedDriverRing.NEXT);
        }
        assertThatThrownBy(bench::pop).isInstanceOf(RingBroken.class).hasMessageContaining("more than the 3 slots");
    }

    @Test
    void aBufferIdOutsideOfTheRingOrOutAlreadyBreaksIt() {
        PackedBench bench = new PackedBench(4);
        bench.driver.append(PackedBench.BASE, 1, 4, 0);
        assertThatThrownBy(bench::pop).isInstanceOf(RingBroken.class).hasMessageContaining("buffer id 4 in a ring of 4");
        PackedBench twice = new PackedBench(4);
        twice.driver.append(PackedBench.BASE, 1, 2, 0);
        twice.pop();
        twice.driver.append(PackedBench.BASE, 1, 2, 0);
        assertThatThrownBy(twice::pop).isInstanceOf(RingBroken.class).hasMessageContaining("has not been returned");
    }

    @Test
    void aWrongChainIsReturnedAndTheRingGoesOn() {
        PackedBench bench = new PackedBench(8, VirtioFeature.INDIRECT_DESC);
        long table = bench.driver.allocate(64).value();
        record Wrong(Reason reason, long address, long length, int flags) {
        }
        List<Wrong> rows = List.of(new Wrong(Reason.UNMAPPED, 1, 1, 0),
                new Wrong(Reason.BAD_INDIRECT_LENGTH, table, 17, PackedDriverRing.INDIRECT),
                new Wrong(Reason.BAD_INDIRECT_LENGTH, table, 0, PackedDriverRing.INDIRECT),
                new Wrong(Reason.TOO_MANY_DESCRIPTORS, table, 16L * 4097, PackedDriverRing.INDIRECT));
        for (Wrong wrong : rows) {
            bench.driver.append(wrong.address(), wrong.length(), 0, wrong.flags());
            assertThat(bench.faultOfNext()).as("%s", wrong).isEqualTo(wrong.reason());
        }
        bench.driver.append(table, 1, 0, PackedDriverRing.WRITE | PackedDriverRing.NEXT);
        bench.driver.append(table, 1, 0, 0);
        assertThat(bench.faultOfNext()).isEqualTo(Reason.READABLE_AFTER_WRITABLE);
        bench.driver.append(table, 16, 0, PackedDriverRing.INDIRECT | PackedDriverRing.NEXT);
        bench.driver.append(table, 1, 0, 0);
        assertThat(bench.faultOfNext()).isEqualTo(Reason.INDIRECT_WITH_NEXT);
        bench.window.putShort((int) (table - PackedBench.BASE) + 14, (short) PackedDriverRing.INDIRECT);
        bench.driver.append(table, 16, 0, PackedDriverRing.INDIRECT);
        assertThat(bench.faultOfNext()).isEqualTo(Reason.NESTED_INDIRECT);
        bench.window.putShort((int) (table - PackedBench.BASE) + 14, (short) 0);
        bench.window.putLong((int) (table - PackedBench.BASE), table);
        bench.driver.append(table, 16, 0, PackedDriverRing.INDIRECT);
        assertThat(bench.faultOfNext()).as("the first chain that is right").isNull();
    }

    @Test
    void withoutEventIdxTheFlagsDecide() {
        PackedBench bench = new PackedBench(4);
        bench.driver.disarmCalls();
        assertThat(returnOne(bench)).isFalse();
        bench.driver.armCalls();
        assertThat(returnOne(bench)).isTrue();
        bench.ring.kicksOff();
        assertThat(bench.driver.deviceEvent()).isEqualTo(1 << 16);
        bench.driver.add(List.of(new byte[1]));
        assertThat(bench.driver.needsKick()).isFalse();
        bench.ring.kicksOn();
        assertThat(bench.driver.deviceEvent()).isZero();
        bench.driver.add(List.of(new byte[1]));
        assertThat(bench.driver.needsKick()).isTrue();
    }

    @Test
    void withEventIdxTheFirstDecisionIsACallAndThenThePositionDecides() {
        PackedBench bench = new PackedBench(5, VirtioFeature.EVENT_IDX);
        bench.driver.driverEvent(2 << 16 | 0x8000 | 3);
        assertThat(returnOne(bench)).as("the first after a start").isTrue();
        assertThat(returnOne(bench)).isFalse();
        assertThat(returnOne(bench)).isFalse();
        assertThat(returnOne(bench)).as("passes slot 3").isTrue();
        bench.driver.driverEvent(2 << 16 | 1);
        assertThat(returnOne(bench)).as("slot 4, and round").isFalse();
        assertThat(returnOne(bench)).isFalse();
        assertThat(returnOne(bench)).as("passes slot 1 of the second round").isTrue();
        bench.driver.driverEvent(1 << 16);
        assertThat(returnOne(bench)).as("DISABLE counts with EVENT_IDX, too").isFalse();
    }

    @Test
    void withEventIdxWeAskForTheNextKickAndLookAgain() {
        PackedBench bench = new PackedBench(2, VirtioFeature.EVENT_IDX);
        for (int i = 0; i < 5; i++) {
            assertThat(bench.ring.kicksOn()).isFalse();
            bench.driver.add(List.of(new byte[1]));
            assertThat(bench.driver.needsKick()).as("chain %s", i).isTrue();
            bench.driver.publish();
            assertThat(bench.ring.kicksOn()).as("a chain came for which no kick may come").isTrue();
            bench.ring.push(bench.ring.pop(), 0);
            bench.ring.publish();
            bench.driver.poll();
        }
    }

    /** A random driver and a random device against a model, with rings of any size: what went in comes out once, with its own bytes. */
    @Test
    void randomTrafficAgainstAModel() {
        Seeds.each(60, seed -> {
            Random random = Seeds.random(seed);
            int size = 1 + random.nextInt(random.nextBoolean() ? 5 : 70);
            boolean indirect = size == 1 || random.nextBoolean();
            PackedBench bench = new PackedBench(size, VirtioFeature.INDIRECT_DESC, VirtioFeature.EVENT_IDX);
            Map<Integer, byte[]> expected = new HashMap<>();
            List<RingChain> held = new ArrayList<>();
            int answered = 0;
            for (int step = 0; step < 3000 || answered < 1000; step++) {
                while (bench.driver.freeDescriptors() >= (indirect ? 1 : 2) && random.nextInt(3) > 0) {
                    byte[] request = Seeds.bytes(random, 1 + random.nextInt(8));
                    expected.put(indirect ? bench.driver.addIndirect(List.of(request), 5, 3)
                            : bench.driver.add(List.of(request), 8), request);
                }
                bench.driver.publish();
                for (RingChain chain = bench.ring.pop(); chain != null; chain = random.nextInt(5) > 0 ? bench.ring.pop() : null) {
                    held.add(chain);
                }
                while (!held.isEmpty() && random.nextInt(3) > 0) {
                    RingChain chain = held.remove(random.nextInt(held.size()));
                    chain.complete(chain.writer().write(ByteBuffer.wrap(RingBench.readAll(chain))));
                }
                bench.ring.publish();
                for (UsedChain used : bench.driver.poll()) {
                    byte[] request = expected.remove(used.head());
                    assertThat(request).as("buffer %s was out", used.head()).isNotNull();
                    assertThat(used.written()).isEqualTo(request);
                    answered++;
                }
                assertThat(bench.ring.held()).isEqualTo(held.size());
            }
            assertThat(expected).hasSize(bench.driver.outstanding());
        });
    }

    /** Whatever is in the ring: a chain, a fault of one, or a broken ring; never more chains than slots, and never without end. */
    @Test
    void randomDescriptorsNeverDoWorse() {
        Seeds.each(200, seed -> {
            Random random = Seeds.random(seed);
            int size = 1 + random.nextInt(16);
            PackedBench bench = new PackedBench(size, VirtioFeature.INDIRECT_DESC);
            try {
                for (int step = 0; step < 200; step++) {
                    bench.driver.append(PackedBench.BASE + random.nextInt(1 << 21), random.nextInt(200), random.nextInt(size + 1),
                            random.nextInt(8));
                    if (random.nextInt(3) == 0) {
                        bench.driver.publish();
                    }
                    RingChain chain = bench.ring.pop();
                    if (chain != null && (bench.ring.takeFault() != null || random.nextBoolean())) {
                        bench.ring.push(chain, 0);
                        bench.ring.publish();
                    }
                    assertThat(bench.ring.held()).isLessThanOrEqualTo(size);
                }
            } catch (RingBroken broken) {
                assertThat(broken.getMessage()).contains("slot");
            }
        });
    }

    private static boolean returnOne(PackedBench bench) {
        bench.driver.add(List.of(new byte[1]));
        bench.ring.push(bench.pop(), 0);
        boolean call = bench.ring.publish();
        bench.driver.poll();
        return call;
    }
}

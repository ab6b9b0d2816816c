// SPDX-License-Identifier: Apache-2.0
package backplane.host.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The indices of a split ring, and who wakes whom. */
@Tag("protocol")
class SplitRingTest {
    @Test
    void anIndexThatJumpsPastTheRingBreaksIt() {
        RingBench bench = new RingBench(4);
        bench.driver.availIndex(5);
        assertThatThrownBy(bench.ring::pop).isInstanceOf(RingBroken.class).hasMessageContaining("5 past what was taken");
    }

    @Test
    void aHeadOutsideOfTheTableBreaksTheRing() {
        RingBench bench = new RingBench(4);
        bench.driver.offer(4);
        assertThatThrownBy(bench::pop).isInstanceOf(RingBroken.class).hasMessageContaining("descriptor 4 of 4");
    }

    @Test
    void aHeadThatIsOutBreaksTheRing() {
        RingBench bench = new RingBench(4);
        int head = bench.driver.add(List.of(new byte[1]), 1);
        bench.pop();
        bench.driver.offer(head);
        assertThatThrownBy(bench::pop).isInstanceOf(RingBroken.class).hasMessageContaining("has not been returned");
    }

    @Test
    void nothingIsSeenBeforeItIsPublished() {
        RingBench bench = new RingBench(4);
        bench.driver.add(List.of(new byte[1]), 1);
        assertThat(bench.ring.pop()).isNull();
        RingChain chain = bench.pop();
        bench.ring.push(chain, 1);
        assertThat(bench.driver.poll()).isEmpty();
        bench.ring.publish();
        assertThat(bench.driver.poll()).hasSize(1);
    }

    @Test
    void withoutEventIdxTheFlagsDecide() {
        RingBench bench = new RingBench(4);
        bench.driver.disarmCalls();
        bench.driver.add(List.of(new byte[1]), 1);
        bench.ring.push(bench.pop(), 0);
        assertThat(bench.ring.publish()).isFalse();
        bench.driver.armCalls();
        bench.driver.add(List.of(new byte[1]), 1);
        bench.ring.push(bench.pop(), 0);
        assertThat(bench.ring.publish()).isTrue();
        bench.ring.kicksOff();
        assertThat(bench.driver.usedFlags()).isEqualTo(1);
        bench.ring.kicksOn();
        assertThat(bench.driver.usedFlags()).isZero();
    }

    @Test
    void withEventIdxTheFirstDecisionIsACallAndThenTheEventDecides() {
        RingBench bench = new RingBench(8, VirtioFeature.EVENT_IDX);
        bench.driver.usedEvent(3);
        assertThat(returnOne(bench)).as("the first after a start").isTrue();
        assertThat(returnOne(bench)).isFalse();
        assertThat(returnOne(bench)).isFalse();
        assertThat(returnOne(bench)).as("passes used_event 3").isTrue();
        assertThat(returnOne(bench)).isFalse();
    }

    @Test
    void withEventIdxWeAskForTheNextKickAndLookAgain() {
        RingBench bench = new RingBench(8, VirtioFeature.EVENT_IDX);
        bench.driver.add(List.of(new byte[1]), 1);
        bench.pop();
        assertThat(bench.ring.kicksOn()).isFalse();
        assertThat(bench.driver.availEvent()).isEqualTo(1);
        bench.driver.add(List.of(new byte[1]), 1);
        bench.driver.publish();
        assertThat(bench.driver.needsKick()).isTrue();
        assertThat(bench.ring.kicksOn()).as("a chain came for which no kick may come").isTrue();
    }

    /** vring_need_event of linux/virtio_ring.h, by hand: the event, the new and the old index. */
    @ParameterizedTest
    @CsvSource({"0,1,0,true", "1,1,0,false", "0,2,1,false", "65535,0,65535,true", "65534,0,65535,false", "5,10,4,true",
            "4,10,4,true", "10,10,4,false", "3,10,4,false", "65535,5,65530,true", "5,5,65530,false"})
    void needEventIsLinuxs(int event, int now, int before, boolean expected) {
        assertThat(NotificationControl.needEvent(event, now, before)).isEqualTo(expected);
    }

    @Test
    void theBaseIsWhatWasTaken() {
        RingBench bench = new RingBench(8);
        for (int i = 0; i < 3; i++) {
            bench.driver.add(List.of(new byte[1]), 0);
        }
        bench.pop();
        bench.ring.pop();
        assertThat(bench.ring.base()).isEqualTo(2);
        assertThat(bench.ring.held()).isEqualTo(2);
    }

    /** A random driver and a random device against a model: what went in comes out once, with its own bytes, whatever the order. */
    @Test
    void randomTrafficAgainstAModel() {
        Seeds.each(60, seed -> {
            Random random = Seeds.random(seed);
            int size = 1 << random.nextInt(7);
            RingBench bench = random.nextBoolean() ? new RingBench(size, VirtioFeature.EVENT_IDX) : new RingBench(size);
            Map<Integer, byte[]> expected = new HashMap<>();
            List<RingChain> held = new ArrayList<>();
            int answered = 0;
            for (int step = 0; step < 3000 || answered < 1000; step++) {
                if (bench.driver.freeDescriptors() >= 2 && random.nextBoolean()) {
                    byte[] request = Seeds.bytes(random, 1 + random.nextInt(8));
                    expected.put(bench.driver.add(List.of(request), size > 1 ? new int[] {8} : new int[0]), request);
                    bench.driver.publish();
                } else if (size == 1 && bench.driver.freeDescriptors() == 1) {
                    expected.put(bench.driver.add(List.of(new byte[] {1})), new byte[] {1});
                    bench.driver.publish();
                }
                for (RingChain chain = bench.ring.pop(); chain != null; chain = bench.ring.pop()) {
                    held.add(chain);
                }
                while (!held.isEmpty() && random.nextInt(3) > 0) {
                    answer(held.remove(random.nextInt(held.size())));
                }
                bench.ring.publish();
                for (UsedChain used : bench.driver.poll()) {
                    byte[] request = expected.remove(used.head());
                    assertThat(request).as("head %s was out", used.head()).isNotNull();
                    assertThat(used.written()).isEqualTo(size == 1 ? new byte[0] : request);
                    answered++;
                }
            }
            assertThat(expected).hasSize(bench.driver.outstanding());
        });
    }

    private static void answer(RingChain chain) {
        byte[] request = RingBench.readAll(chain);
        chain.complete(chain.writer().write(ByteBuffer.wrap(request)));
    }

    private static boolean returnOne(RingBench bench) {
        bench.driver.add(List.of(new byte[1]), 1);
        bench.ring.push(bench.pop(), 0);
        boolean call = bench.ring.publish();
        bench.driver.poll();
        return call;
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.host.ring;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.testkit.DriverSide;
import backplane.testkit.UsedChain;
import backplane.virtio.VirtioFeature;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With IN_ORDER chains come back in the order in which they were made available, whatever the device does. */
@Tag("protocol")
class InOrderRingTest {
    @ParameterizedTest(name = "packed={0}")
    @ValueSource(booleans = {false, true})
    void anAnswerWaitsForTheOlderOnes(boolean packed) {
        DriverSide driver;
        DeviceRing ring;
        if (packed) {
            PackedBench bench = new PackedBench(8, VirtioFeature.IN_ORDER);
            driver = bench.driver;
            ring = bench.ring;
        } else {
            RingBench bench = new RingBench(8, VirtioFeature.IN_ORDER);
            driver = bench.driver;
            ring = bench.ring;
        }
        List<Integer> added = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            added.add(driver.add(List.of(new byte[1]), 8));
        }
        driver.publish();
        List<RingChain> chains = List.of(ring.pop(), ring.pop(), ring.pop(), ring.pop());
        chains.get(2).complete(3);
        chains.get(1).complete(2);
        ring.publish();
        assertThat(driver.poll()).isEmpty();
        List<RingChain> held = new ArrayList<>();
        ring.forEachHeld(held::add);
        assertThat(held).containsExactlyInAnyOrder(chains.get(0), chains.get(3));
        chains.get(0).complete(1);
        ring.publish();
        List<UsedChain> back = driver.poll();
        assertThat(back).extracting(UsedChain::head).containsExactlyElementsOf(added.subList(0, 3));
        assertThat(back).extracting(UsedChain::length).containsExactly(1L, 2L, 3L);
        chains.get(3).complete(4);
        ring.publish();
        assertThat(driver.poll()).extracting(UsedChain::length).containsExactly(4L);
        assertThat(ring.held()).isZero();
    }
}

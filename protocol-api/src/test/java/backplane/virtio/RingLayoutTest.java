// SPDX-License-Identifier: Apache-2.0
package backplane.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.wire.GoldenFile;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where the parts of the two queues of a split ring are, against linux/virtio_ring.h. */
@Tag("protocol")
class RingLayoutTest {
    static List<String[]> rings() {
        return GoldenFile.read("rings.csv");
    }

    @ParameterizedTest(name = "{0} entries")
    @MethodSource("rings")
    void partsAreWhereLinuxHasThem(String entries, String lastAvail, String usedEvent, String lastUsed, String availEvent) {
        int size = Integer.parseInt(entries);

        assertThat(VirtqAvail.entry(size - 1)).hasToString(lastAvail);
        assertThat(VirtqAvail.usedEvent(size)).hasToString(usedEvent);
        assertThat(VirtqUsed.entry(size - 1)).hasToString(lastUsed);
        assertThat(VirtqUsed.availEvent(size)).hasToString(availEvent);
        assertThat(VirtqAvail.size(size, false)).as("ends where used_event would begin").hasToString(usedEvent);
        assertThat(VirtqAvail.size(size, true)).isEqualTo(Integer.parseInt(usedEvent) + 2);
        assertThat(VirtqUsed.size(size, false)).as("ends where avail_event would begin").hasToString(availEvent);
        assertThat(VirtqUsed.size(size, true)).isEqualTo(Integer.parseInt(availEvent) + 2);
    }
}

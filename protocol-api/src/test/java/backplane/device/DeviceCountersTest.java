// SPDX-License-Identifier: Apache-2.0
package backplane.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("protocol")
class DeviceCountersTest {
    private enum Fruit implements DeviceCounters.Told {
        APPLES, GREEN_PEARS;

        @Override
        public String text() {
            return "text of " + name();
        }
    }

    private final DeviceCounters<Fruit> counters = new DeviceCounters<>(Fruit.class);

    @Test
    void countsEachConstantOnItsOwn() {
        counters.add(Fruit.GREEN_PEARS, 2);
        counters.add(Fruit.GREEN_PEARS, 3);
        assertThat(counters.get(Fruit.GREEN_PEARS)).isEqualTo(5);
        assertThat(counters.values()).containsExactly(0, 5);
        assertThat(counters.counts()).containsExactly(new DeviceCount("apples", "text of APPLES", 0),
                new DeviceCount("green_pears", "text of GREEN_PEARS", 5));
    }

    @Test
    void goesOnFromAFormerDeviceOfFewerOrMore() {
        counters.add(Fruit.APPLES, 1);
        counters.takeOver(new long[] {10});
        counters.takeOver(new long[] {100, 7, 9});
        assertThat(counters.values()).containsExactly(111, 7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Upper", "0first", "with-dash", "with space", "a\nb"})
    void aNameThatNoMetricCanHaveIsRefused(String name) {
        assertThatThrownBy(() -> new DeviceCount(name, "text", 0)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + name + "'");
    }

    @Test
    void aTextOfTwoLinesAndAValueBelowZeroAreRefused() {
        assertThatThrownBy(() -> new DeviceCount("a", "x\ny", 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DeviceCount("a", "x", -1)).isInstanceOf(IllegalArgumentException.class);
    }
}

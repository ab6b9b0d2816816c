// SPDX-License-Identifier: Apache-2.0
package backplane.virtio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("protocol")
class FeatureSetTest {
    private static final FeatureBit TOP = new Bit(63, "TOP");
    private static final FeatureBit LOW = new Bit(0, "LOW");

    private record Bit(int bit, String name) implements FeatureBit {
    }

    @Test
    void bitNumbersBecomeMasks() {
        assertThat(FeatureSet.of().bits()).isZero();
        assertThat(FeatureSet.of(LOW).bits()).isEqualTo(1);
        assertThat(FeatureSet.of(VirtioFeature.EVENT_IDX).bits()).isEqualTo(0x2000_0000L);
        assertThat(FeatureSet.of(VirtioFeature.VERSION_1).bits()).as("above an int").isEqualTo(0x1_0000_0000L);
        assertThat(FeatureSet.of(TOP).bits()).as("the sign").isEqualTo(0x8000_0000_0000_0000L);
        assertThat(VirtioFeature.DEVICE_BITS.bits()).isEqualTo(0xff_ffffL);
    }

    @Test
    void setsAddAndTakeAway() {
        FeatureSet both = FeatureSet.of(LOW, TOP);
        assertThat(FeatureSet.of(LOW).with(TOP)).isEqualTo(both);
        assertThat(both.without(LOW)).isEqualTo(FeatureSet.of(TOP));
        assertThat(both.and(FeatureSet.of(LOW))).isEqualTo(FeatureSet.of(LOW));
        assertThat(FeatureSet.of(LOW).or(FeatureSet.of(TOP))).isEqualTo(both);
        assertThat(both.minus(FeatureSet.of(TOP))).isEqualTo(FeatureSet.of(LOW));
        assertThat(both.has(TOP)).isTrue();
        assertThat(both.has(VirtioFeature.EVENT_IDX)).isFalse();
    }

    @Test
    void containment() {
        FeatureSet both = FeatureSet.of(LOW, TOP);
        assertThat(both.containsAll(FeatureSet.of(TOP))).isTrue();
        assertThat(both.containsAll(both)).isTrue();
        assertThat(both.containsAll(FeatureSet.NONE)).isTrue();
        assertThat(FeatureSet.of(LOW).containsAll(both)).isFalse();
        assertThat(FeatureSet.NONE.isEmpty()).isTrue();
        assertThat(FeatureSet.of(TOP).isEmpty()).isFalse();
    }

    @Test
    void describesKnownBitsByNameAndOthersByNumber() {
        assertThat(FeatureSet.of(TOP, LOW, VirtioFeature.EVENT_IDX).describe(VirtioFeature.values())).isEqualTo("bit0 EVENT_IDX bit63");
        assertThat(FeatureSet.NONE.describe(VirtioFeature.values())).isEqualTo("none");
        assertThat(FeatureSet.of(TOP)).hasToString("0x8000000000000000");
    }

    @Test
    void deviceTypesTakeWhatTheSpecificationHas() {
        assertThat(new DeviceType(41, "gpio").name()).isEqualTo("gpio");
        assertThat(new DeviceType(0xffff, "x").id()).isEqualTo(65535);
        assertThat(new DeviceType(1, "a" + "b".repeat(31)).name()).hasSize(32);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Gpio", "1wire", "a_b", "a b", "-a", "gpio\n"})
    void deviceTypesHavePlainNames(String name) {
        assertThatThrownBy(() -> new DeviceType(41, name)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 0x10000})
    void deviceTypesHaveSixteenBits(int id) {
        assertThatThrownBy(() -> new DeviceType(id, "gpio")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DeviceType(41, "a".repeat(33))).isInstanceOf(IllegalArgumentException.class);
    }
}

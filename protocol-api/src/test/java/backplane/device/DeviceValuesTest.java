// SPDX-License-Identifier: Apache-2.0
package backplane.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The small values of the device contract: what they refuse, and that nobody can change them. */
@Tag("protocol")
class DeviceValuesTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 64, 32768})
    void aRingHasAPowerOfTwo(int size) {
        assertThat(new QueueSpec("q", size).maxSize()).isEqualTo(size);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 3, 63, 32767, 65536, Integer.MIN_VALUE})
    void otherRingSizesAreRefused(int size) {
        assertThatThrownBy(() -> new QueueSpec("q", size)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aQueueMayBeAsLargeAsVirtioHasIt() {
        assertThat(new QueueSpec("q").maxSize()).isEqualTo(32768);
    }

    @ParameterizedTest
    @CsvSource({"0,4,01020304", "1,2,0203", "2,4,03040000", "4,2,0000", "300,1,00", "-1,2,0001", "0,0,''", "2147483647,2,0000"})
    void configurationPastTheEndIsZero(int offset, int length, String expected) {
        ByteBuffer into = ByteBuffer.allocate(length);
        new ConfigSpace(new byte[] {1, 2, 3, 4}).read(offset, length, into);
        assertThat(into.array()).isEqualTo(java.util.HexFormat.of().parseHex(expected));
    }

    @Test
    void aConfigurationHasAtMost256Bytes() {
        assertThat(new ConfigSpace(new byte[256]).size()).isEqualTo(256);
        assertThatThrownBy(() -> new ConfigSpace(new byte[257])).isInstanceOf(IllegalArgumentException.class);
        assertThat(ConfigSpace.NONE.size()).isZero();
    }

    @Test
    void aConfigurationIsACopy() {
        byte[] bytes = {1};
        ConfigSpace config = new ConfigSpace(bytes);
        bytes[0] = 2;
        ByteBuffer into = ByteBuffer.allocate(1);
        config.read(0, 1, into);
        assertThat(into.get(0)).isEqualTo((byte) 1);
    }

    @Test
    void aStateIsACopyBothWays() {
        byte[] bytes = {1, 2};
        DeviceState state = new DeviceState("gpio", 1, bytes);
        bytes[0] = 9;
        state.bytes()[1] = 9;

        assertThat(state.bytes()).containsExactly(1, 2);
        assertThat(state).isEqualTo(new DeviceState("gpio", 1, new byte[] {1, 2}))
                .hasSameHashCodeAs(new DeviceState("gpio", 1, new byte[] {1, 2}))
                .hasToString("gpio state, version 1, 2 bytes");
        assertThat(state).isNotEqualTo(new DeviceState("gpio", 2, new byte[] {1, 2}))
                .isNotEqualTo(new DeviceState("i2c", 1, new byte[] {1, 2}))
                .isNotEqualTo(new DeviceState("gpio", 1, new byte[] {1, 3}));
    }

    @Test
    void aStateHasAtMost16MiB() {
        assertThat(new DeviceState("gpio", 1, new byte[16 << 20]).bytes()).hasSize(16 << 20);
        assertThatThrownBy(() -> new DeviceState("gpio", 1, new byte[(16 << 20) + 1])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aDeadlinePasses() {
        assertThat(Deadline.in(Duration.ofDays(1)).hasPassed()).isFalse();
        assertThat(Deadline.in(Duration.ofDays(1)).remaining()).isGreaterThan(Duration.ofHours(23));
        assertThat(Deadline.in(Duration.ZERO).hasPassed()).isTrue();
        assertThat(Deadline.in(Duration.ofDays(-1)).remaining()).isEqualTo(Duration.ZERO);
    }
}

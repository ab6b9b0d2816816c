// SPDX-License-Identifier: Apache-2.0
package example.entropy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.device.DeviceState;
import backplane.device.StateRejected;
import backplane.testkit.TestChain;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Requests and states from bytes. */
class EntropyDeviceTest {
    private final EntropyDevice device = new EntropyDevice(16, new Random(1));

    @Test
    void aBufferIsFilledUpToTheMost() {
        byte[] expected = new byte[16];
        new Random(1).nextBytes(expected);
        TestChain chain = TestChain.request(new byte[0], 64);
        device.offered(0, chain);
        assertThat(chain.isCompleted()).isTrue();
        assertThat(chain.written()).isEqualTo(16);
        assertThat(chain.answer()).startsWith(expected);
    }

    @Test
    void aBufferWithoutRoomComesBackEmpty() {
        TestChain chain = TestChain.request(new byte[] {1, 2}, 0);
        device.offered(0, chain);
        assertThat(chain.isCompleted()).isTrue();
        assertThat(chain.written()).isZero();
    }

    @Test
    void theStateIsEightBytesLittleEndian() throws StateRejected {
        device.restore(new DeviceState("entropy", 1, new byte[] {0, 1, 0, 0, 0, 0, 0, 0}));
        assertThat(device.given()).isEqualTo(256);
        device.offered(0, TestChain.request(new byte[0], 16));
        assertThat(device.save().bytes()).containsExactly(16, 1, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void eachFieldOfAStateIsChecked() {
        byte[] good = new byte[8];
        for (DeviceState spoiled : new DeviceState[] {new DeviceState("gpio", 1, good), new DeviceState("entropy", 2, good),
                new DeviceState("entropy", 1, new byte[7]), new DeviceState("entropy", 1, new byte[9]),
                new DeviceState("entropy", 1, new byte[] {0, 0, 0, 0, 0, 0, 0, -1})}) {
            assertThatThrownBy(() -> device.restore(spoiled)).isInstanceOf(StateRejected.class).hasMessageContaining("allowed");
        }
        assertThat(device.given()).isZero();
    }
}

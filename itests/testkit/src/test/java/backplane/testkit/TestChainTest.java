// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.chain.ChainFault;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("protocol")
class TestChainTest {
    private final TestChain chain = TestChain.request("01 02 03", 4);

    @Test
    void readsAsAStream() {
        ByteBuffer two = ByteBuffer.allocate(2);
        assertThat(chain.reader().read(two)).isEqualTo(2);
        assertThat(two.array()).containsExactly(1, 2);
        assertThat(chain.reader().remaining()).isEqualTo(1);
        assertThatThrownBy(() -> chain.reader().readFully(two.clear())).isInstanceOf(ChainFault.class);
        chain.reader().skip(9);
        assertThat(chain.reader().remaining()).isZero();
    }

    @Test
    void keepsTheAnswer() {
        chain.writer().position(1);
        chain.writer().write(ByteBuffer.wrap(new byte[] {8, 9}));
        chain.writer().position(0);
        chain.writer().write(ByteBuffer.wrap(new byte[] {7}));
        assertThat(chain.isHeld()).isTrue();
        chain.complete(3);
        assertThat(chain.isCompleted()).isTrue();
        assertThat(chain.written()).isEqualTo(3);
        assertThat(chain.answer()).containsExactly(7, 8, 9);
        assertThat(chain.answerHex()).isEqualTo("07 08 09");
    }

    @Test
    void isCompletedOnce() {
        chain.complete(0);
        assertThatThrownBy(() -> chain.complete(0)).isInstanceOf(AssertionError.class).hasMessageContaining("once");
        assertThatThrownBy(chain::handBack).isInstanceOf(AssertionError.class).hasMessageContaining("once");
    }

    @Test
    void isNotCompletedWithBytesThatNobodyWrote() {
        chain.writer().position(2);
        chain.writer().write(ByteBuffer.wrap(new byte[] {9}));
        assertThatThrownBy(() -> chain.complete(3)).isInstanceOf(AssertionError.class).hasMessageContaining("gap");
        assertThatThrownBy(() -> chain.complete(5)).isInstanceOf(AssertionError.class);
        chain.complete(0);
    }

    @Test
    void isHandedBackUntouched() {
        chain.handBack();
        assertThat(chain.isHandedBack()).isTrue();
        assertThat(chain.isCompleted()).isFalse();
        TestChain other = TestChain.request(new byte[0], 1);
        other.writer().write(ByteBuffer.wrap(new byte[1]));
        assertThatThrownBy(other::handBack).isInstanceOf(AssertionError.class).hasMessageContaining("untouched");
    }
}

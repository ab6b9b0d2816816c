// SPDX-License-Identifier: Apache-2.0
package backplane.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.chain.ChainFault.Reason;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the streams promise for whole structures: all of it or a fault, and then nothing has moved. */
@Tag("protocol")
class StreamDefaultsTest {
    private final ByteBuffer bytes = ByteBuffer.wrap(new byte[] {1, 2, 3});

    @Test
    void aWholeStructureIsRead() {
        ByteBuffer into = ByteBuffer.allocate(3);
        new Reader().readFully(into);
        assertThat(into.array()).containsExactly(1, 2, 3);
    }

    @Test
    void aRequestThatIsTooShortIsNotTouched() {
        ByteBuffer into = ByteBuffer.allocate(4);
        assertThatThrownBy(() -> new Reader().readFully(into)).isInstanceOfSatisfying(ChainFault.class,
                fault -> assertThat(fault.reason()).isEqualTo(Reason.REQUEST_TOO_SHORT)).hasMessage("4 bytes are needed, 3 are left of 3");
        assertThat(bytes.position()).isZero();
        assertThat(into.position()).isZero();
    }

    @Test
    void aWholeStructureIsWritten() {
        new Writer().writeFully(ByteBuffer.wrap(new byte[] {7, 8, 9}));
        assertThat(bytes.array()).containsExactly(7, 8, 9);
    }

    @Test
    void aResponseThatIsTooShortIsNotTouched() {
        ByteBuffer from = ByteBuffer.wrap(new byte[4]);
        assertThatThrownBy(() -> new Writer().writeFully(from)).isInstanceOfSatisfying(ChainFault.class,
                fault -> assertThat(fault.reason()).isEqualTo(Reason.RESPONSE_TOO_SHORT))
                .hasMessage("4 bytes are to be written, there is room for 3 of 3");
        assertThat(bytes.array()).containsExactly(1, 2, 3);
        assertThat(from.position()).isZero();
    }

    @Test
    void faultsHaveNoStackTrace() {
        assertThat(new ChainFault(Reason.LOOP, "x").getStackTrace()).as("a guest can cause as many as it likes").isEmpty();
    }

    private final class Reader implements ChainReader {
        @Override
        public long length() {
            return bytes.capacity();
        }

        @Override
        public long remaining() {
            return bytes.remaining();
        }

        @Override
        public int read(ByteBuffer into) {
            int count = into.remaining();
            into.put(bytes.slice(bytes.position(), count));
            return count;
        }

        @Override
        public void skip(long count) {
            throw new UnsupportedOperationException();
        }
    }

    private final class Writer implements ChainWriter {
        @Override
        public long length() {
            return bytes.capacity();
        }

        @Override
        public long remaining() {
            return bytes.remaining();
        }

        @Override
        public void position(long fromStart) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int write(ByteBuffer from) {
            int count = from.remaining();
            bytes.put(from);
            return count;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A bit for each page of 4 KiB, the least significant first. */
@Tag("protocol")
class DirtyLogTest {
    private final ByteBuffer bits = ByteBuffer.allocateDirect(8);
    private final DirtyLog log = new DirtyLog(bits);

    @Test
    void aPageIsABitOfAByte() {
        log.mark(0x9000, 1);
        assertThat(bytes()).containsExactly(0, 2, 0, 0, 0, 0, 0, 0);
        log.mark(0x3f000, 4096);
        assertThat(bytes()).containsExactly(0, 2, 0, 0, 0, 0, 0, 0x80);
    }

    @Test
    void aRangeMarksEachPageThatItTouchesAndNoOther() {
        log.mark(0x1fff, 2);
        assertThat(bytes()[0]).isEqualTo((byte) 0b110);
        log.mark(0x4000, 0x1000);
        assertThat(bytes()[0]).isEqualTo((byte) 0b1_0110);
        log.mark(0x6000, 0);
        assertThat(bytes()).containsExactly(0b1_0110, 0, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void whatLiesBehindTheLogIsPassedOver() {
        log.mark(0x3f000, 1 << 20);
        log.mark(-1, 1);
        log.mark(Long.MAX_VALUE, Long.MAX_VALUE);
        assertThat(bytes()).containsExactly(0, 0, 0, 0, 0, 0, 0, 0x80);
    }

    @Test
    void aMarkIsToldOnce() {
        assertThat(log.takeMarked()).isFalse();
        log.mark(0, 1);
        log.mark(0, 1);
        assertThat(log.takeMarked()).isTrue();
        assertThat(log.takeMarked()).isFalse();
    }

    /** Two workers and neighbouring bits: with anything less than an atomic OR some are lost. */
    @Test
    void twoWorkersLoseNoneOfEachOthersBits() throws InterruptedException {
        ByteBuffer shared = ByteBuffer.allocateDirect(1 << 14);
        Thread odd = new Thread(() -> mark(new DirtyLog(shared), 1));
        odd.start();
        mark(new DirtyLog(shared), 0);
        odd.join(10_000);
        for (int i = 0; i < shared.capacity(); i++) {
            assertThat(shared.get(i)).as("byte %s", i).isEqualTo((byte) 0xff);
        }
    }

    private static void mark(DirtyLog log, int first) {
        for (long page = first; page < 1 << 17; page += 2) {
            log.mark(page * DirtyLog.PAGE, 1);
        }
    }

    private byte[] bytes() {
        byte[] all = new byte[bits.capacity()];
        bits.get(0, all);
        return all;
    }
}

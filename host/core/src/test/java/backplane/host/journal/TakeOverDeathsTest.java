// SPDX-License-Identifier: Apache-2.0
package backplane.host.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One object for each process, all with the file that outlives them. */
@Tag("protocol")
class TakeOverDeathsTest {
    private final ByteBuffer file = ByteBuffer.allocateDirect(TakeOverDeaths.SIZE);

    @Test
    void aNewFileTellsOfNone() {
        assertThat(process().count()).isZero();
        assertThatCode(process()::require).doesNotThrowAnyException();
    }

    @Test
    void sixDeathsInSuccessionAreEnough() {
        for (int death = 0; death < 6; death++) {
            TakeOverDeaths process = process();
            assertThat(process.count()).isEqualTo(death);
            assertThatCode(process::require).doesNotThrowAnyException();
            process.begin();
            assertThat(process.count()).as("this process still lives").isEqualTo(death);
        }
        assertThatThrownBy(process()::require).isInstanceOf(JournalRejected.class).hasMessageContaining("6 processes died");
    }

    @Test
    void aProcessThatGetsThroughSetsItBack() {
        process().begin();
        process().begin();
        TakeOverDeaths third = process();
        third.begin();
        third.survived();
        assertThat(process().count()).isZero();
    }

    @Test
    void anOrderlyEndIsNoDeath() {
        process().begin();
        TakeOverDeaths second = process();
        second.begin();
        second.pause();
        assertThat(process().count()).isEqualTo(1);
    }

    @Test
    void whatCannotBeBelievedIsTooMany() {
        for (int place = 0; place < 4; place++) {
            file.putInt(0, 0).put(place, (byte) 0xff);
            assertThatThrownBy(process()::require).as("byte %d", place).isInstanceOf(JournalRejected.class);
        }
    }

    private TakeOverDeaths process() {
        return new TakeOverDeaths(file);
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("protocol")
class SeedsTest {
    private String before;

    @BeforeEach
    void remember() {
        before = System.getProperty(Seeds.PROPERTY);
        System.clearProperty(Seeds.PROPERTY);
    }

    @AfterEach
    void restore() {
        if (before == null) {
            System.clearProperty(Seeds.PROPERTY);
        } else {
            System.setProperty(Seeds.PROPERTY, before);
        }
    }

    @Test
    void playsAsManyAsAsked() {
        List<Long> played = new ArrayList<>();
        Seeds.each(20, played::add);
        assertThat(played).hasSize(20).doesNotHaveDuplicates();
    }

    @Test
    void aFailureNamesItsSeedAndKeepsItsCause() {
        List<Long> played = new ArrayList<>();
        assertThatThrownBy(() -> Seeds.each(5, seed -> {
            played.add(seed);
            throw new IOException("broken");
        })).isInstanceOf(AssertionError.class).hasMessageContaining("broken").hasRootCauseInstanceOf(IOException.class)
                .satisfies(failure -> assertThat(failure).hasMessageContaining("-Dbackplane.seed=" + played.get(0)));
        assertThat(played).hasSize(1);
    }

    @Test
    void aNamedSeedIsPlayedAlone() {
        System.setProperty(Seeds.PROPERTY, "42");
        List<Long> played = new ArrayList<>();
        Seeds.each(20, played::add);
        assertThat(played).containsExactly(42L);
    }

    @Test
    void piecesMakeUpTheWhole() {
        Seeds.each(100, seed -> {
            var random = Seeds.random(seed);
            byte[] whole = Seeds.bytes(random, random.nextInt(20));
            List<byte[]> pieces = Seeds.cut(random, whole, 4);
            assertThat(pieces).hasSizeBetween(1, 4);
            ByteArrayOutputStream joined = new ByteArrayOutputStream();
            pieces.forEach(joined::writeBytes);
            assertThat(joined.toByteArray()).isEqualTo(whole);
            assertThat(whole.length == 0 || pieces.stream().allMatch(piece -> piece.length > 0)).isTrue();
        });
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.host.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.operation.UpgradeView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Version;

/** Which version takes over by itself, after what operators have done before. */
@Tag("upgrade")
class LaterVersionTest {
    private final List<UpgradeView> history = new ArrayList<>();

    @Test
    void aLaterVersionDoesAndAnEarlierOneDoesNot() {
        assertThat(takesOver("1.0.0", "1.0.1")).isTrue();
        assertThat(takesOver("1.0.1", "1.0.0")).isFalse();
        assertThat(takesOver("1.0.0", "1.0.0")).isFalse();
        assertThat(takesOver("1.9.0", "1.10.0")).isTrue();
    }

    @Test
    void theVersionOfTheLastUpgradeDoesAfterARestartWhateverItsNumber() {
        was("2.0.0", "1.5.0", true);
        assertThat(takesOver("2.0.0", "1.5.0")).isTrue();
    }

    @Test
    void aVersionThatWasLeftDoesNotComeBackByItself() {
        was("1.0.0", "2.0.0", true);
        was("2.0.0", "1.0.0", true);
        assertThat(takesOver("1.0.0", "2.0.0")).isFalse();
        assertThat(takesOver("1.0.0", "2.0.1")).isTrue();
    }

    @Test
    void aVersionThatWasPutBackDoesNotTryAgain() {
        was("1.0.0", "2.0.0", false);
        assertThat(takesOver("1.0.0", "2.0.0")).isFalse();
        was("1.0.0", "2.0.0", true);
        assertThat(takesOver("1.0.0", "2.0.0")).isTrue();
    }

    /** Restarted twice in short order, its former offer is looked at when its newer one stands already. */
    @Test
    void aVersionDoesNotTakeOverFromItselfAlthoughItIsThatOfTheLastUpgrade() {
        was("1.0.0", "2.0.0", true);
        assertThat(takesOver("2.0.0", "2.0.0")).isFalse();
    }

    @Test
    void whatOtherTypesDidCountsForNothing() {
        history.add(new UpgradeView(Instant.EPOCH, "i2c", "b 1.0.0", "b 2.0.0", false, "no"));
        assertThat(takesOver("1.0.0", "2.0.0")).isTrue();
    }

    private void was(String from, String to, boolean done) {
        history.add(new UpgradeView(Instant.EPOCH, "gpio", "b " + from, "b " + to, done, ""));
    }

    private boolean takesOver(String standing, String appeared) {
        return new LaterVersion(history).takesOver("gpio", "b " + standing, new Version(standing), "b " + appeared, new Version(appeared));
    }
}

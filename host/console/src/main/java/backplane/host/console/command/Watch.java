// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.command;

import java.time.Duration;
import org.apache.karaf.shell.support.CommandException;

/** For how long a device that has taken over is watched. */
final class Watch {
    private static final int LONGEST = 3600;

    private Watch() {
    }

    static Duration of(int seconds) throws CommandException {
        if (seconds < 0 || seconds > LONGEST) {
            throw Refusal.because("--watch is " + seconds + "; allowed are 0 to " + LONGEST + " seconds");
        }
        return Duration.ofSeconds(seconds);
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.host.slot;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** How long a device may be away behind a connected front-end. Under the slot's monitor. */
final class AwayLimit {
    private final ScheduledExecutorService timer;
    private final Runnable exceeded;
    private ScheduledFuture<?> check;

    /**
     * @param timer    runs {@code exceeded} on the slots' thread
     * @param exceeded called without the monitor
     */
    AwayLimit(ScheduledExecutorService timer, Runnable exceeded) {
        this.timer = timer;
        this.exceeded = exceeded;
    }

    void begin(SlotSettings settings) {
        end();
        check = timer.schedule(exceeded, settings.awayLimit().toMillis(), TimeUnit.MILLISECONDS);
    }

    void end() {
        if (check != null) {
            check.cancel(false);
            check = null;
        }
    }

    /** What is told when it is exceeded. */
    static String problem(SlotSettings settings, String before) {
        return "the device has been away for " + settings.awayLimit().toSeconds() + " s and more; " + (settings.closesWhenAway()
                ? "the front-end's connection is closed, as 'away.end' has it"
                : "the front-end stays connected and waits. Bring a bundle that offers '" + settings.type()
                        + "', or end the connection with vhost:destroy " + settings.name())
                + (before.isEmpty() ? "" : " (before that: " + before + ")");
    }
}

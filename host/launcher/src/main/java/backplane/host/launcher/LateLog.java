// SPDX-License-Identifier: Apache-2.0
package backplane.host.launcher;

import java.util.logging.LogManager;

/**
 * java.util.logging's manager, which closes its files in a shutdown hook of its own, beside ours: what the bundles say while they stop
 * would be lost. This one closes them when it is told to. Named by the system property {@code java.util.logging.manager}.
 */
public final class LateLog extends LogManager {
    private volatile boolean isOver;

    /** For the virtual machine only. */
    public LateLog() {
    }

    @Override
    public void reset() {
        if (isOver) {
            super.reset();
        }
    }

    static void end() {
        if (LogManager.getLogManager() instanceof LateLog log) {
            log.isOver = true;
            log.reset();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.control;

import java.time.Duration;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;

/**
 * Whether the container may still be bringing commands. Devices are served, and the control socket is open, before Karaf has
 * installed the last of its features; a command of such a feature is late then and not missing.
 */
final class StartUp {
    /** Karaf registers a service of this name when its boot features are installed. */
    private static final String BOOT_FINISHED = "org.apache.karaf.features.BootFinished";
    /** Karaf registers a bundle's commands on threads of its own, shortly after the bundle has started. */
    private static final Duration COMMANDS_TAKE = Duration.ofSeconds(2);
    /** A container that never tells the end of its start is taken for started after this time. */
    private static final Duration MOST = Duration.ofSeconds(30);
    private static final long PAUSE_MILLIS = 20;

    private final long begun = System.nanoTime();
    private final Duration most;
    private final Duration commandsTake;
    /** When the features were there, by the clock of {@link System#nanoTime()}; 0 before. Written once, by the tracker's thread. */
    private volatile long finished;

    StartUp(Duration most, Duration commandsTake) {
        this.most = most;
        this.commandsTake = commandsTake;
    }

    /** Watches the container until the bundle of the context stops. */
    static StartUp of(BundleContext context) {
        StartUp startUp = new StartUp(MOST, COMMANDS_TAKE);
        try {
            new ServiceTracker<Object, Object>(context, context.createFilter("(objectClass=" + BOOT_FINISHED + ")"), null) {
                @Override
                public Object addingService(ServiceReference<Object> reference) {
                    startUp.featuresAreThere();
                    return null;
                }
            }.open(true);
        } catch (InvalidSyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
        return startUp;
    }

    void featuresAreThere() {
        if (finished == 0) {
            finished = System.nanoTime() | 1;
        }
    }

    /**
     * Waits a moment, unless the start is over.
     *
     * @return whether looking again may find what was not there; false at once in a host that has started
     */
    boolean awaitMore() throws InterruptedException {
        long now = System.nanoTime();
        boolean over = finished != 0 ? now - finished > commandsTake.toNanos() : now - begun > most.toNanos();
        if (!over) {
            Thread.sleep(PAUSE_MILLIS);
        }
        return !over;
    }
}

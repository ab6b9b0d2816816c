// SPDX-License-Identifier: Apache-2.0
package backplane.host.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.startlevel.BundleStartLevel;

/**
 * The program: starts every bundle of the list, then serves until SIGTERM or SIGINT, upon which the bundles are stopped in the reverse
 * order.
 *
 * <p>System properties: {@code backplane.bundles} is the list, {@code backplane.system} the folder of the jars, {@code backplane.without}
 * what to leave out (beginnings of {@code GROUP/ARTIFACT/}, separated by commas). All system properties are the framework's as well.
 * Exit status: 0 after an orderly end, 1 if a bundle cannot start.
 */
public final class Launcher {
    private static final Logger LOG = Logger.getLogger(Launcher.class.getName());
    /** Devices get their own, shorter deadlines; this one only bounds a bundle that never returns. */
    private static final long STOP_MILLIS = TimeUnit.SECONDS.toMillis(20);
    private static final int FRAMEWORK_LEVEL = 1;

    private final List<StartList.Entry> bundles;
    private final Framework framework;
    private volatile int status;

    /** @param settings the framework's; what they do not say of start levels follows from the list */
    Launcher(List<StartList.Entry> bundles, Map<String, String> settings) {
        this.bundles = bundles;
        int last = bundles.stream().mapToInt(StartList.Entry::level).max().orElse(FRAMEWORK_LEVEL);
        Map<String, String> all = new HashMap<>(settings);
        all.putIfAbsent(Constants.FRAMEWORK_BEGINNING_STARTLEVEL, Integer.toString(last));
        framework = ServiceLoader.load(FrameworkFactory.class).findFirst()
            .orElseThrow(() -> new IllegalStateException("no OSGi framework on the class path")).newFramework(all);
    }

    public static void main(String[] arguments) throws InterruptedException {
        Map<String, String> settings = new HashMap<>();
        System.getProperties().stringPropertyNames().forEach(name -> settings.put(name, System.getProperty(name)));
        Launcher launcher = null;
        try {
            List<StartList.Entry> bundles = StartList.read(Path.of(needed(settings, "backplane.bundles")),
                Path.of(needed(settings, "backplane.system")), List.of(settings.getOrDefault("backplane.without", "").split("[,\\s]+")));
            launcher = new Launcher(bundles, settings);
            Runtime.getRuntime().addShutdownHook(new Thread(launcher::end, "backplane-stop"));
            launcher.start();
        } catch (IOException | BundleException | IllegalStateException failure) {
            LOG.log(Level.SEVERE, "the host cannot start", failure);
            if (launcher != null) {
                launcher.status = 1;
            }
            System.exit(1);
            return;
        }
        System.exit(launcher.serve());
    }

    private static String needed(Map<String, String> settings, String name) {
        String value = settings.get(name);
        if (value == null) {
            throw new IllegalStateException("the system property " + name + " is missing; start the host by bin/backplane --small");
        }
        return value;
    }

    /**
     * Starts all of them in the order of their levels, and returns when all have started.
     *
     * @throws BundleException if one cannot be installed or does not start: a host that lacks one of its parts looks well and serves nobody
     */
    void start() throws BundleException {
        framework.init();
        List<Bundle> installed = new ArrayList<>();
        for (StartList.Entry entry : bundles) {
            // by reference: the jar is read where it is, not copied
            Bundle bundle = framework.getBundleContext().installBundle("reference:" + entry.jar().toUri());
            bundle.adapt(BundleStartLevel.class).setStartLevel(entry.level());
            if (bundle.getHeaders("").get(Constants.FRAGMENT_HOST) == null) {
                installed.add(bundle);
            }
        }
        for (Bundle bundle : installed) {
            bundle.start(Bundle.START_ACTIVATION_POLICY);
        }
        framework.start();
        for (Bundle bundle : installed) {
            if (bundle.getState() == Bundle.INSTALLED || bundle.getState() == Bundle.RESOLVED) {
                // the framework only logged why; this throws it
                bundle.start(Bundle.START_ACTIVATION_POLICY);
            }
        }
    }

    /** Returns when the framework has ended: 0 if by request. */
    int serve() throws InterruptedException {
        int ended = framework.waitForStop(0).getType() == FrameworkEvent.STOPPED ? 0 : 1;
        status |= ended;
        return ended;
    }

    /** The shutdown hook. A signal would give status 143, which a service manager takes for a failure. */
    private void end() {
        stop();
        LateLog.end();
        Runtime.getRuntime().halt(status);
    }

    void stop() {
        try {
            framework.stop();
            if (framework.waitForStop(STOP_MILLIS).getType() == FrameworkEvent.WAIT_TIMEDOUT) {
                LOG.warning("the bundles have not stopped within " + STOP_MILLIS + " ms");
            }
        } catch (BundleException failure) {
            LOG.log(Level.WARNING, "the bundles cannot be stopped", failure);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }
}

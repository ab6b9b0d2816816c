// SPDX-License-Identifier: Apache-2.0
package backplane.host.upgrade;

import backplane.operation.OperationRefused;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarInputStream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Versions of one bundle beside each other. The framework allows for two bundles of one name if their versions differ, and tells
 * bundles apart by their location: so each gets one of its own here. On the operator's thread.
 */
public final class InstalledVersions {
    private static final Logger LOG = LoggerFactory.getLogger(InstalledVersions.class);
    private static final String BESIDE = "beside:";
    private static final int LARGEST = 64 << 20;

    private final BundleContext context;
    private final BundlePolicy policy;

    public InstalledVersions(BundleContext context) {
        this.context = context;
        policy = new BundlePolicy(context::getProperty);
    }

    /** Symbolic name and version. */
    public static String label(Bundle bundle) {
        return bundle.getSymbolicName() + " " + bundle.getVersion();
    }

    /**
     * Installs and starts a bundle, whatever others of its name run.
     *
     * @param location a URL, or an absolute path
     * @throws OperationRefused if it cannot be had, is no bundle, runs already, or does not start; nothing is left behind then
     */
    public Bundle start(String location) throws OperationRefused {
        policy.checkLocation(location);
        byte[] bytes = read(location);
        policy.checkContent(location, bytes);
        String label = label(location, bytes);
        Optional<Bundle> same = find(label);
        if (same.isPresent() && runs(same.get())) {
            throw new OperationRefused(label + " runs already; a bundle that is to come beside it needs another Bundle-Version");
        }
        try {
            if (same.isPresent() && !isOurs(same.get())) {
                LOG.info("{} is installed already and is taken as it is, not from {}", label, location);
                return start(same.get());
            }
            if (same.isPresent()) {
                same.get().uninstall();
            }
            return start(context.installBundle(BESIDE + location + "#" + System.nanoTime(), new ByteArrayInputStream(bytes)));
        } catch (BundleException failure) {
            throw new OperationRefused(location + " cannot be installed: " + failure.getMessage());
        }
    }

    /**
     * Starts a bundle that is installed.
     *
     * @throws OperationRefused if it does not start; it is released then
     */
    public Bundle start(Bundle bundle) throws OperationRefused {
        try {
            bundle.start();
            return bundle;
        } catch (BundleException | RuntimeException | LinkageError failure) {
            release(bundle);
            throw new OperationRefused(label(bundle) + " does not start: " + failure.getMessage());
        }
    }

    /** Has a bundle that runs do so after a restart of the host, too: {@code bundle:restart} starts it for the time being only. */
    public void keepStarted(Bundle bundle) {
        try {
            bundle.start();
        } catch (BundleException | RuntimeException failure) {
            LOG.warn("{} may be missing after a restart of the host: {}", label(bundle), failure.getMessage());
        }
    }

    /** Whether the host ends, and bundles go for that reason. */
    public boolean isHostEnding() {
        return context.getBundle(0).getState() == Bundle.STOPPING;
    }

    public static boolean runs(Bundle bundle) {
        return (bundle.getState() & (Bundle.ACTIVE | Bundle.STARTING)) != 0;
    }

    /** Stops a bundle and keeps it, also over a restart of the host. */
    public void stop(Bundle bundle) {
        try {
            bundle.stop();
        } catch (BundleException | RuntimeException failure) {
            LOG.warn("{} does not stop: {}", label(bundle), failure.getMessage());
        }
    }

    /** Stops a bundle, and removes it if it was installed here. */
    public void release(Bundle bundle) {
        stop(bundle);
        if (isOurs(bundle)) {
            try {
                bundle.uninstall();
            } catch (BundleException | RuntimeException failure) {
                LOG.warn("{} cannot be removed: {}", label(bundle), failure.getMessage());
            }
        }
    }

    /** Removes what was installed here of a name and is neither of the two. */
    public void keepOnly(Bundle current, Bundle before) {
        for (Bundle bundle : context.getBundles()) {
            if (isOurs(bundle) && bundle != current && bundle != before && current.getSymbolicName().equals(bundle.getSymbolicName())) {
                release(bundle);
            }
        }
    }

    /** @param label as {@link #label(Bundle)} has it */
    public Optional<Bundle> find(String label) {
        return Arrays.stream(context.getBundles()).filter(bundle -> label(bundle).equals(label)).findFirst();
    }

    /**
     * Whether a bundle that came some other way may offer a device. One that {@link #start(String)} installed was looked at there.
     *
     * @throws OperationRefused if it may not, and why
     */
    public void check(Bundle bundle) throws OperationRefused {
        if (isOurs(bundle)) {
            return;
        }
        policy.checkLocation(bundle.getLocation());
        if (policy.wantsChecksums()) {
            policy.checkContent(bundle.getLocation(), read(bundle.getLocation()));
        }
    }

    private static boolean isOurs(Bundle bundle) {
        return bundle.getLocation().startsWith(BESIDE);
    }

    private static byte[] read(String location) throws OperationRefused {
        try (InputStream in = location.startsWith("/") ? Files.newInputStream(Path.of(location))
                : URI.create(location).toURL().openStream()) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw new OperationRefused(location + " has more than " + LARGEST + " bytes; that is no device's bundle");
            }
            return bytes;
        } catch (IOException | IllegalArgumentException failure) {
            throw new OperationRefused("'" + location + "' cannot be read (" + failure
                    + "); give a URL, such as file:/... or mvn:GROUP/ARTIFACT/VERSION, or an absolute path");
        }
    }

    private static String label(String location, byte[] bytes) throws OperationRefused {
        try (JarInputStream jar = new JarInputStream(new ByteArrayInputStream(bytes))) {
            Attributes headers = jar.getManifest() == null ? new Attributes() : jar.getManifest().getMainAttributes();
            String name = headers.getValue(Constants.BUNDLE_SYMBOLICNAME);
            if (name != null) {
                return name.split(";")[0].strip() + " " + Version.parseVersion(headers.getValue(Constants.BUNDLE_VERSION));
            }
        } catch (IOException | IllegalArgumentException broken) {
            LOG.debug("{}: {}", location, broken.getMessage());
        }
        throw new OperationRefused(location + " is no bundle: it has no manifest with a Bundle-SymbolicName at its beginning");
    }
}

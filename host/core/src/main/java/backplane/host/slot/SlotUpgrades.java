// SPDX-License-Identifier: Apache-2.0
package backplane.host.slot;

import backplane.device.Deadline;
import backplane.device.DeviceProvider;
import backplane.host.upgrade.InstalledVersions;
import backplane.host.upgrade.LaterVersion;
import backplane.host.upgrade.UpgradeHistory;
import backplane.host.upgrade.VersionSwitch;
import backplane.operation.HandoverView;
import backplane.operation.OperationRefused;
import backplane.operation.UpgradeOperations;
import backplane.operation.UpgradeView;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Upgrades that an operator asks for. One at a time, on the operator's thread. */
@Component(service = UpgradeOperations.class)
public final class SlotUpgrades implements UpgradeOperations {
    private static final Logger LOG = LoggerFactory.getLogger(SlotUpgrades.class);
    private static final String DATA_FOLDER = "karaf.data";
    private static final String HISTORY = "upgrades";
    /** As long as a bundle that has started may take to offer its type. */
    private static final Duration OFFER_TIME = Duration.ofSeconds(3);
    /** How long devices are watched that nobody asked to move, as vhost:upgrade does unless told otherwise. */
    private static final Duration WATCH = Duration.ofSeconds(3);

    private final SlotWhiteboard whiteboard;
    private final InstalledVersions versions;
    private final UpgradeHistory history;
    private final ReentrantLock one = new ReentrantLock();
    private volatile String watched = "";
    private final ExecutorService newcomers = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "backplane-upgrades");
        thread.setDaemon(true);
        return thread;
    });

    @Activate
    public SlotUpgrades(BundleContext context, @Reference SlotWhiteboard whiteboard) {
        this.whiteboard = whiteboard;
        versions = new InstalledVersions(context);
        String folder = context.getProperty(DATA_FOLDER);
        history = new UpgradeHistory(folder == null ? null : Path.of(folder, HISTORY));
    }

    @Deactivate
    void deactivate() {
        newcomers.shutdownNow();
    }

    /** A later version that somebody else has installed takes over like one that an operator names; see {@link LaterVersion}. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    void bindNewcomer(DeviceProvider provider) {
        newcomers.execute(() -> succeed(provider));
    }

    void unbindNewcomer(DeviceProvider provider) {
        // the whiteboard deals with it
    }

    private void succeed(DeviceProvider newcomer) {
        one.lock();
        try {
            String type = newcomer.type().name();
            Bundle appeared = FrameworkUtil.getBundle(newcomer.getClass());
            DeviceProvider from = current(type);
            if (from == newcomer || !InstalledVersions.runs(appeared) || !new LaterVersion(history.entries())
                    .takesOver(type, FrameworkUtil.getBundle(from.getClass()), appeared)) {
                return;
            }
            versions.check(appeared);
            LOG.info("type {}: {} has appeared beside {}, and takes over", type, OfferingBundle.of(newcomer), OfferingBundle.of(from));
            change(type, from, appeared, WATCH);
        } catch (OperationRefused | RuntimeException refused) {
            LOG.warn("{}", refused.getMessage());
        } finally {
            one.unlock();
        }
    }

    /** A step that may be refused. */
    private interface Step<T> {
        T take() throws OperationRefused;
    }

    @Override
    public UpgradeView upgrade(String type, String location, Duration watch) throws OperationRefused {
        return alone(() -> {
            DeviceProvider from = current(type);
            return change(type, from, versions.start(location), watch);
        });
    }

    @Override
    public List<String> rehearse(String type, String location) throws OperationRefused {
        return alone(() -> {
            DeviceProvider from = current(type);
            Bundle beside = versions.start(location);
            try {
                return new VersionSwitch(seats(type), from, offerOf(beside, type)).rehearse();
            } finally {
                versions.release(beside);
            }
        });
    }

    @Override
    public UpgradeView rollback(String type, Duration watch) throws OperationRefused {
        return alone(() -> {
            DeviceProvider from = current(type);
            String standing = OfferingBundle.of(from);
            UpgradeView last = last(type, standing);
            Bundle before = versions.find(last.from()).orElseThrow(() -> new OperationRefused(last.from()
                    + " is not installed any more; give its location: vhost:upgrade " + type + " LOCATION"));
            return change(type, from, versions.start(before), watch);
        });
    }

    @Override
    public List<UpgradeView> history() {
        return history.entries();
    }

    @Override
    public String watched() {
        return watched;
    }

    @Override
    public List<HandoverView> handovers(String device) {
        return whiteboard.registry().handovers(device);
    }

    private UpgradeView last(String type, String standing) throws OperationRefused {
        UpgradeView last = null;
        for (UpgradeView entry : history.entries()) {
            last = entry.done() && entry.type().equals(type) && entry.to().equals(standing) ? entry : last;
        }
        if (last == null) {
            throw new OperationRefused("no upgrade has led to " + standing + ", so there is nothing to go back to; "
                    + "vhost:upgrades shows all");
        }
        return last;
    }

    /** Both bundles run; at the end one of them does. */
    private UpgradeView change(String type, DeviceProvider from, Bundle beside, Duration watch) throws OperationRefused {
        Bundle former = FrameworkUtil.getBundle(from.getClass());
        watched = "type " + type + ": " + InstalledVersions.label(beside) + " in place of " + OfferingBundle.of(from);
        try {
            new VersionSwitch(seats(type), from, offerOf(beside, type)).run(watch);
        } catch (OperationRefused undone) {
            if (versions.isHostEnding()) {
                throw new OperationRefused("the host ends while " + InstalledVersions.label(beside)
                        + " takes over; its next start decides again: " + undone.getMessage());
            }
            history.add(new UpgradeView(Instant.now(), type, OfferingBundle.of(from), InstalledVersions.label(beside), false,
                    undone.getMessage()));
            stayWith(former, beside);
            throw new OperationRefused(InstalledVersions.label(beside) + " does not take over, and " + OfferingBundle.of(from)
                    + " has the devices: " + undone.getMessage());
        } finally {
            watched = "";
        }
        UpgradeView done = new UpgradeView(Instant.now(), type, OfferingBundle.of(from), InstalledVersions.label(beside), true, "");
        history.add(done);
        LOG.info("type {}: {} has taken over from {}", type, done.to(), done.from());
        if (former != null && !versions.isHostEnding() && InstalledVersions.runs(beside)) {
            versions.keepStarted(beside);
            versions.stop(former);
            versions.keepOnly(beside, former);
        }
        return done;
    }

    /** A bundle that has gone meanwhile, or is just being restarted, is somebody else's decision, and no reason to end the other one. */
    private void stayWith(Bundle former, Bundle beside) {
        if (former != null && InstalledVersions.runs(former)) {
            versions.keepStarted(former);
        }
        if (beside != former && InstalledVersions.runs(beside) && (former == null || InstalledVersions.runs(former))) {
            versions.release(beside);
        }
    }

    private <T> T alone(Step<T> step) throws OperationRefused {
        try {
            if (!one.tryLock(1, TimeUnit.SECONDS)) {
                throw new OperationRefused("another upgrade is going on; ask again when it is over");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new OperationRefused("interrupted while another upgrade was going on");
        }
        try {
            return step.take();
        } finally {
            one.unlock();
        }
    }

    private SlotSeats seats(String type) {
        return new SlotSeats(whiteboard.registry(), type);
    }

    private DeviceProvider current(String type) throws OperationRefused {
        return whiteboard.registry().types().stream().filter(provider -> provider.type().name().equals(type)).findFirst()
                .orElseThrow(() -> new OperationRefused("no bundle offers the type '" + type + "' now; vhost:types lists what there is"));
    }

    private DeviceProvider offerOf(Bundle bundle, String type) throws OperationRefused {
        Deadline deadline = Deadline.in(OFFER_TIME);
        while (!deadline.hasPassed()) {
            Optional<DeviceProvider> offer = whiteboard.registry().offers().stream()
                    .filter(provider -> FrameworkUtil.getBundle(provider.getClass()) == bundle)
                    .filter(provider -> provider.type().name().equals(type)).findFirst();
            if (offer.isPresent()) {
                return offer.get();
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
        throw new OperationRefused("it does not offer the type '" + type + "' within " + OFFER_TIME.toSeconds()
                + " s after its start; the log tells if its component failed");
    }
}

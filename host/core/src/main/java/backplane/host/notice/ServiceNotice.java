// SPDX-License-Identifier: Apache-2.0
package backplane.host.notice;

import backplane.kernel.KernelFault;
import backplane.kernel.NotifySocket;
import backplane.operation.SlotOperations;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the service manager when all bundles have started (READY=1), that the process ends (STOPPING=1), and, if it asks for that by
 * WATCHDOG_USEC, that the slots' thread still answers (WATCHDOG=1), twice in each interval (sd_watchdog_enabled(3)). With
 * {@code backplane.watchdog=workers} it is told so only while no worker has been stuck for {@value #STUCK_MILLIS} ms or more: the whole
 * host is ended then for the sake of one device.
 */
@Component(service = {})
public final class ServiceNotice implements FrameworkListener {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceNotice.class);

    static final String WATCHDOG_PROPERTY = "backplane.watchdog";
    static final long STUCK_MILLIS = 5000;

    private final BundleContext context;
    private final NotifySocket manager;
    private final SlotOperations slots;
    private final ScheduledExecutorService pulse = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "backplane-watchdog");
        thread.setDaemon(true);
        return thread;
    });

    @Activate
    public ServiceNotice(BundleContext context, @Reference NotifySocket manager, @Reference SlotOperations slots) {
        this.context = context;
        this.manager = manager;
        this.slots = slots;
        if (!manager.isThere()) {
            return;
        }
        context.addFrameworkListener(this);
        if (context.getBundle(0).getState() == Bundle.ACTIVE) {
            ready();
        }
        long micros = interval();
        if (micros > 0) {
            pulse.scheduleAtFixedRate(this::beat, 0, Math.max(1, micros / 2), TimeUnit.MICROSECONDS);
        }
    }

    @Override
    public void frameworkEvent(FrameworkEvent event) {
        if (event.getType() == FrameworkEvent.STARTED) {
            ready();
        }
    }

    @Deactivate
    public void deactivate() {
        pulse.shutdownNow();
        context.removeFrameworkListener(this);
        if (context.getBundle(0).getState() == Bundle.STOPPING) {
            tell("STOPPING=1");
        }
    }

    private void ready() {
        tell("READY=1");
    }

    /** One beat that fails is told and left out: a timer that sees an exception would never beat again, and nobody would say why. */
    void beat() {
        try {
            slots.types();
            if (!"workers".equals(context.getProperty(WATCHDOG_PROPERTY))
                    || slots.stalls().stream().noneMatch(stall -> stall.millis() >= STUCK_MILLIS)) {
                tell("WATCHDOG=1");
            }
        } catch (RuntimeException failed) {
            LOG.warn("The slots' thread could not be asked; the service manager gets no WATCHDOG=1 this time", failed);
        }
    }

    private void tell(String what) {
        try {
            manager.tell(what);
        } catch (KernelFault fault) {
            LOG.warn("the service manager was not told {}: {}", what, fault.getMessage());
        }
    }

    /** Microseconds, 0 for none; WATCHDOG_PID says whom it is meant for, as a child inherits the variables. */
    private static long interval() {
        try {
            String pid = System.getenv().getOrDefault("WATCHDOG_PID", "");
            boolean ours = pid.isEmpty() || Long.parseLong(pid) == ProcessHandle.current().pid();
            return ours ? Long.parseLong(System.getenv().getOrDefault("WATCHDOG_USEC", "0")) : 0;
        } catch (NumberFormatException unreadable) {
            LOG.warn("WATCHDOG_USEC or WATCHDOG_PID is no number; there is no watchdog");
            return 0;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.host.slot;

import backplane.device.DeviceProvider;
import backplane.device.Setting;
import backplane.host.health.WorkerWatch;
import backplane.host.upgrade.InstalledVersions;
import backplane.operation.OperationRefused;
import backplane.operation.SettingView;
import backplane.operation.SlotOperations;
import backplane.operation.SlotView;
import backplane.operation.StallView;
import backplane.operation.TypeView;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
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

/**
 * Where the slots meet OSGi: device types come and go as services, and the host is never restarted by it; operators come in by
 * {@link SlotOperations}. Configurations come in by {@link SlotConfiguration}.
 */
@Component(service = {SlotOperations.class, SlotWhiteboard.class})
public final class SlotWhiteboard implements SlotOperations {
    /** The host's folder: where sockets go whose path is not given. */
    private static final Logger AUDIT = LoggerFactory.getLogger("backplane.audit");
    private static final String RUN_FOLDER = "backplane.run";

    private final SlotRegistry registry;
    private final WorkerWatch watch;
    private final InstalledVersions versions;
    private final BooleanSupplier leaving;
    @Reference
    private StoredConfigurations stored;

    @Activate
    public SlotWhiteboard(BundleContext context, @Reference KernelServices kernel) {
        String folder = context.getProperty(RUN_FOLDER);
        versions = new InstalledVersions(context);
        // a bundle that is updated keeps nothing for itself; a process that ends does
        leaving = () -> kernel.ports().manager().isThere() && context.getBundle(0).getState() == Bundle.STOPPING;
        registry = new SlotRegistry(kernel.ports(),
                Path.of(folder == null ? "." : folder).toAbsolutePath().normalize());
        watch = new WorkerWatch(registry::workers);
        watch.start();
    }

    @Deactivate
    public void deactivate() {
        watch.close();
        if (leaving.getAsBoolean()) {
            registry.leave();
        } else {
            registry.close();
        }
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    void bindProvider(DeviceProvider provider) {
        try {
            versions.check(FrameworkUtil.getBundle(provider.getClass()));
        } catch (OperationRefused refused) {
            AUDIT.warn("denied: {} may not offer type {}: {}", OfferingBundle.of(provider), provider.type().name(), refused.getMessage());
            return;
        }
        registry.offer(provider);
    }

    /** SCR calls this before it deactivates the component behind: the devices are parked when it returns. */
    void unbindProvider(DeviceProvider provider) {
        registry.withdraw(provider);
    }

    SlotRegistry registry() {
        return registry;
    }

    @Override
    public List<TypeView> types() {
        return registry.types().stream().map(provider -> new TypeView(provider.type().name(), provider.type().id(),
                OfferingBundle.of(provider), provider.qemuDevice(), views(provider.settings()))).toList();
    }

    @Override
    public List<SettingView> slotSettings() {
        return views(SlotSettings.ALL);
    }

    @Override
    public List<SlotView> slots() {
        return registry.views();
    }

    @Override
    public Optional<SlotView> slot(String name) {
        return registry.view(name);
    }

    @Override
    public List<StallView> stalls() {
        return watch.stalls();
    }

    @Override
    public void create(String type, String name, Map<String, String> settings) throws OperationRefused {
        Map<String, String> values = new HashMap<>(settings);
        values.put(SlotSettings.TYPE.key(), type);
        registry.checkNew(name, values);
        Optional<String> refusal = registry.configure(name, values);
        Optional<String> problem = registry.view(name).map(SlotView::problem).filter(text -> !text.isEmpty());
        if (refusal.isPresent() || problem.isPresent()) {
            registry.remove(name);
            throw new OperationRefused(refusal.or(() -> problem).get());
        }
        stored.store(name, values);
    }

    @Override
    public void destroy(String name) throws OperationRefused {
        boolean found = stored.delete(name);
        if (!registry.remove(name) && !found) {
            throw new OperationRefused("there is no device '" + name + "'; vhost:list shows all");
        }
    }

    private static List<SettingView> views(List<Setting<?>> settings) {
        return settings.stream().map(s -> new SettingView(s.key(), s.fallback(), s.allowed(),
                s.live() ? s.help() + "; taken while it runs" : s.help())).toList();
    }
}

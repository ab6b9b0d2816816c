// SPDX-License-Identifier: Apache-2.0
package backplane.host.slot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Hashtable;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.SynchronousConfigurationListener;

/** Configurations that come, change and go while the host starts and afterwards. */
@Tag("protocol")
class SlotConfigurationTest {
    private final Map<String, Map<String, Object>> kept = new TreeMap<>();
    private final StoredConfigurations stored = new StoredConfigurations(context(), admin());
    private SynchronousConfigurationListener listener;
    private Runnable afterLook = () -> { };

    @Test
    void oneThatComesWhileTheHostLooksIsTaken() throws IOException {
        put("early");
        afterLook = () -> update("between");
        try (SlotBench bench = new SlotBench()) {
            begin(bench);
            update("late");
            assertThat(bench.registry.views()).extracting("name").containsExactlyInAnyOrder("early", "between", "late");
        }
    }

    @Test
    void oneThatGoesWhileTheHostLooksIsNotTaken() throws IOException {
        put("early");
        put("gone");
        afterLook = () -> delete("gone");
        try (SlotBench bench = new SlotBench()) {
            begin(bench);
            assertThat(bench.registry.views()).extracting("name").containsExactly("early");
            delete("early");
            assertThat(bench.registry.views()).isEmpty();
        }
    }

    @Test
    void aFileMayBeNamedAnything() throws IOException {
        put("a(b*c)");
        assertThat(stored.properties("backplane.device~a(b*c)")).isNotNull();
        assertThat(stored.properties("backplane.device~a(b*c")).isNull();
    }

    private void begin(SlotBench bench) throws IOException {
        new SlotConfiguration(bench.registry, stored, registered -> {
            listener = registered;
            return () -> listener = null;
        });
    }

    private void put(String name) {
        kept.put("backplane.device~" + name, Map.of("type", "echo"));
    }

    private void update(String name) {
        put(name);
        tell(ConfigurationEvent.CM_UPDATED, name);
    }

    private void delete(String name) {
        kept.remove("backplane.device~" + name);
        tell(ConfigurationEvent.CM_DELETED, name);
    }

    @SuppressWarnings("unchecked")
    private void tell(int type, String name) {
        if (listener != null) {
            listener.configurationEvent(new ConfigurationEvent(fake(ServiceReference.class, (proxy, method, arguments) -> null), type, null,
                    "backplane.device~" + name));
        }
    }

    private static BundleContext context() {
        return fake(BundleContext.class, (proxy, method, arguments) -> null);
    }

    private ConfigurationAdmin admin() {
        return fake(ConfigurationAdmin.class, (proxy, method, arguments) -> {
            var filter = FrameworkUtil.createFilter((String) arguments[0]);
            Configuration[] found = kept.keySet().stream().filter(pid -> filter.match(new Hashtable<>(Map.of("service.pid", pid))))
                    .map(this::configuration).toArray(Configuration[]::new);
            Runnable once = afterLook;
            afterLook = () -> { };
            once.run();
            return found.length == 0 ? null : found;
        });
    }

    private Configuration configuration(String pid) {
        Hashtable<String, Object> properties = new Hashtable<>(kept.get(pid));
        return fake(Configuration.class, (proxy, method, arguments) -> method.getName().equals("getPid") ? pid : properties);
    }

    private static <T> T fake(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}

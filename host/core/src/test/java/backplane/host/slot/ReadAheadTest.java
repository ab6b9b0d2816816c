// SPDX-License-Identifier: Apache-2.0
package backplane.host.slot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Files that are read before File Install takes them. */
@Tag("protocol")
class ReadAheadTest {
    @TempDir
    Path etc;
    private final Map<String, Dictionary<String, Object>> kept = new TreeMap<>();
    private final List<String> updated = new ArrayList<>();
    private Runnable afterUpdate = () -> { };

    @Test
    void aPlainFileBecomesWhatFileInstallWouldMakeOfIt() throws IOException {
        write("gpio0", "# a comment\ntype = gpio\n names=a, b \n\nwires = a>b\n");
        read();
        assertThat(properties("gpio0")).isEqualTo(Map.of("type", "gpio", "names", "a, b", "wires", "a>b", "felix.fileinstall.filename",
            "file:" + etc.toAbsolutePath() + "/backplane.device~gpio0.cfg"));
    }

    @Test
    void whatIsNotPlainIsLeftToFileInstall() throws IOException {
        for (String value : List.of("${x}", "a\\nb", "\"x\"", "[ ]", "( )", "<x>", "gr\u00fcn", "a\u0000b")) {
            write("odd", "type = " + value + "\n");
            read();
        }
        write("odd", "");
        read();
        write("odd", "x = " + "y".repeat(1 << 16));
        read();
        Files.delete(etc.resolve("backplane.device~odd.cfg"));
        Files.writeString(etc.resolve("backplane.device~draft.cfg.draft"), "type = gpio\n");
        Files.writeString(etc.resolve("other.cfg"), "type = gpio\n");
        Files.createSymbolicLink(etc.resolve("backplane.device~gone.cfg"), etc.resolve("nowhere"));
        read();
        assertThat(kept).isEmpty();
    }

    @Test
    void whatIsThereAlreadyIsNotToldAgain() throws IOException {
        write("gpio0", "type = gpio\n");
        read();
        read();
        assertThat(updated).containsExactly("backplane.device~gpio0");
        write("gpio0", "type = gpio\nlines = 3\n");
        read();
        write("gpio0", "type = gpio\n");
        read();
        assertThat(updated).hasSize(3);
        assertThat(properties("gpio0")).doesNotContainKey("lines");
    }

    @Test
    void theOneThatFileInstallMadeUnderAnotherPidIsFound() throws IOException {
        write("a-b", "type = gpio\n");
        kept.put("backplane.device~a~b", new Hashtable<>(Map.of("type", "old", "felix.fileinstall.filename",
            "file:" + etc.toAbsolutePath() + "/backplane.device~a-b.cfg")));
        read();
        assertThat(kept).containsOnlyKeys("backplane.device~a~b");
        assertThat(kept.get("backplane.device~a~b").get("type")).isEqualTo("gpio");
    }

    @Test
    void aFileThatChangesMeanwhileHasTheLastWord() throws IOException {
        write("gpio0", "lines = 1\n");
        afterUpdate = () -> write("gpio0", "lines = 2\n");
        read();
        assertThat(properties("gpio0")).containsEntry("lines", "2");
    }

    private void read() {
        new StoredConfigurations(fake(BundleContext.class, (proxy, method, arguments) -> etc.toString()), admin()).readAhead();
    }

    private void write(String name, String text) {
        try {
            Files.writeString(etc.resolve("backplane.device~" + name + ".cfg"), text);
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private Map<String, Object> properties(String name) {
        Dictionary<String, Object> properties = kept.get("backplane.device~" + name);
        Map<String, Object> all = new TreeMap<>();
        Collections.list(properties.keys()).forEach(key -> all.put(key, properties.get(key)));
        return all;
    }

    private ConfigurationAdmin admin() {
        return fake(ConfigurationAdmin.class, (proxy, method, arguments) -> {
            if (method.getName().equals("getConfiguration")) {
                return configuration((String) arguments[0]);
            }
            var filter = FrameworkUtil.createFilter((String) arguments[0]);
            Configuration[] found = kept.keySet().stream().filter(pid -> filter.match(kept.get(pid))).map(this::configuration)
                .toArray(Configuration[]::new);
            return found.length == 0 ? null : found;
        });
    }

    @SuppressWarnings("unchecked")
    private Configuration configuration(String pid) {
        return fake(Configuration.class, (proxy, method, arguments) -> {
            if (method.getName().equals("update")) {
                kept.put(pid, (Dictionary<String, Object>) arguments[0]);
                updated.add(pid);
                Runnable once = afterUpdate;
                afterUpdate = () -> { };
                once.run();
                return null;
            }
            return method.getName().equals("getPid") ? pid : kept.get(pid);
        });
    }

    private static <T> T fake(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.itests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The arrows between bundles and rooms, read off what was built. An arrow that is not drawn here does not exist. */
@Tag("architecture")
class ArrowsTest {
    private static final Path ROOT = Path.of(System.getProperty("backplane.root"));
    private static final Set<String> API = Set.of("backplane.wire", "backplane.virtio", "backplane.vhostuser", "backplane.memory",
            "backplane.chain", "backplane.device", "backplane.kernel", "backplane.operation");
    private static final Set<String> DEVICE_API = Set.of("backplane.wire", "backplane.virtio", "backplane.chain", "backplane.device",
            "backplane.kernel");
    private static final Set<String> NATIVE = Set.of("com.sun.jna");

    /** What each bundle may import of ours. */
    private static final Map<String, Set<String>> MAY_IMPORT = Map.of(
            "protocol-api", API,
            "memory-mmap", Set.of("backplane.kernel", "backplane.memory", "backplane.wire"),
            "host/core", API,
            "host/console", Set.of("backplane.operation", "backplane.kernel"),
            "host/launcher", Set.of(),
            "devices.gpio", DEVICE_API,
            "devices.i2c", DEVICE_API,
            "devices.scmi", DEVICE_API,
            "devices.sound", DEVICE_API);

    /** What each room of protocol-api may name of the others. */
    private static final Map<String, Set<String>> API_ARROWS = Map.of(
            "backplane.wire", Set.of(),
            "backplane.virtio", Set.of("backplane.wire"),
            "backplane.kernel", Set.of(),
            "backplane.memory", Set.of("backplane.kernel"),
            "backplane.chain", Set.of(),
            "backplane.device", Set.of("backplane.chain", "backplane.virtio"),
            "backplane.vhostuser", Set.of("backplane.wire", "backplane.virtio", "backplane.memory"),
            "backplane.operation", Set.of());

    /** What each room of the host may name of the others. */
    private static final Map<String, Set<String>> HOST_ARROWS = Map.ofEntries(
            Map.entry("counters", Set.of()),
            Map.entry("inflight", Set.of()),
            Map.entry("ring", Set.of("inflight")),
            Map.entry("demise", Set.of()),
            Map.entry("idle", Set.of()),
            Map.entry("flight", Set.of()),
            Map.entry("trace", Set.of()),
            Map.entry("worker", Set.of("ring", "inflight", "counters", "demise", "idle", "flight")),
            Map.entry("upgrade", Set.of("worker", "ring", "counters", "flight")),
            Map.entry("control", Set.of("worker", "ring", "inflight", "counters")),
            Map.entry("journal", Set.of("control", "worker", "demise")),
            Map.entry("audit", Set.of()),
            Map.entry("metrics", Set.of("counters")),
            Map.entry("notice", Set.of()),
            Map.entry("session", Set.of("journal", "control", "worker", "counters", "demise", "flight")),
            Map.entry("health", Set.of("worker")),
            Map.entry("slot", Set.of("journal", "session", "upgrade", "health", "worker", "counters", "idle", "trace")));

    static Set<String> bundles() {
        return MAY_IMPORT.keySet();
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void aBundleImportsOnlyWhatItMay(String folder) {
        BuiltBundle bundle = BuiltBundle.in(ROOT, folder);
        assertThat(ours(bundle.imports())).isSubsetOf(MAY_IMPORT.get(folder));
        Set<String> named = ours(bundle.allUses());
        named.removeAll(bundle.uses().keySet());
        assertThat(named).as("packages that classes of %s name", folder).isSubsetOf(MAY_IMPORT.get(folder));
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void onlyTheContractsAreExported(String folder) {
        assertThat(ours(BuiltBundle.in(ROOT, folder).exports())).isEqualTo(folder.equals("protocol-api") ? API : Set.of());
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void nativeCallsStayInTheirRoom(String folder) {
        BuiltBundle bundle = BuiltBundle.in(ROOT, folder);
        if (folder.equals("devices.sound")) {
            assertThat(bundle.uses().entrySet().stream().filter(room -> room.getValue().stream().anyMatch(ArrowsTest::isNative))
                    .map(Map.Entry::getKey)).as("rooms that name ALSA's library").containsExactly("backplane.devices.sound.alsa");
            return;
        }
        Set<String> foreign = bundle.allUses().stream().filter(ArrowsTest::isNative).collect(Collectors.toSet());
        if (!folder.equals("memory-mmap")) {
            assertThat(foreign).isEmpty();
            assertThat(bundle.imports().stream().filter(ArrowsTest::isNative)).isEmpty();
        } else {
            assertThat(foreign).contains("com.sun.jna");
        }
    }

    static Set<String> apiRooms() {
        return API;
    }

    @ParameterizedTest
    @MethodSource("apiRooms")
    void theContractsHoldTheirArrows(String room) {
        Set<String> named = new TreeSet<>(BuiltBundle.in(ROOT, "protocol-api").uses().get(room));
        named.remove(room);
        assertThat(ours(named)).isSubsetOf(API_ARROWS.get(room));
    }

    static Set<String> hostRooms() {
        return HOST_ARROWS.keySet();
    }

    @ParameterizedTest
    @MethodSource("hostRooms")
    void theHostHoldsItsArrows(String room) {
        BuiltBundle host = BuiltBundle.in(ROOT, "host/core");
        Set<String> named = host.uses().get("backplane.host." + room).stream().filter(name -> name.startsWith("backplane.host."))
                .map(name -> name.substring("backplane.host.".length())).collect(Collectors.toCollection(TreeSet::new));
        named.remove(room);
        assertThat(named).isSubsetOf(HOST_ARROWS.get(room));
    }

    @Test
    void eachHostRoomIsInTheDrawing() {
        assertThat(BuiltBundle.in(ROOT, "host/core").uses().keySet())
                .containsExactlyInAnyOrderElementsOf(HOST_ARROWS.keySet().stream().map(room -> "backplane.host." + room).toList());
    }

    @Test
    void noRoomHasANameThatSaysNothing() throws IOException {
        List<String> vague = List.of("util", "utils", "common", "helper", "helpers", "manager", "misc", "impl");
        try (Stream<Path> files = Files.walk(ROOT)) {
            assertThat(files.filter(Files::isDirectory).map(ROOT::relativize).filter(path -> path.toString().contains("src/"))
                    .filter(path -> vague.contains(path.getFileName().toString()))).isEmpty();
        }
    }

    private static Set<String> ours(Set<String> packages) {
        return packages.stream().filter(name -> name.startsWith("backplane.")).collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isNative(String name) {
        return NATIVE.stream().anyMatch(name::startsWith);
    }
}

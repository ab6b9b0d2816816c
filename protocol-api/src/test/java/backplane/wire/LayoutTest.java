// SPDX-License-Identifier: Apache-2.0
package backplane.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each table of this bundle against what a C compiler makes of the same structure (src/test/c/layouts.c). */
@Tag("protocol")
class LayoutTest {
    private static final Map<String, WireStruct> TABLES = tables();
    private static final Map<String, List<String>> GOLDEN = golden();

    static Stream<String> structs() {
        return GOLDEN.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("structs")
    void aTableIsLaidOutAsInC(String struct) {
        WireStruct table = TABLES.get(struct);
        assertThat(table).as("the table of %s", struct).isNotNull();
        List<String> rows = new ArrayList<>();
        rows.add("- at 0, " + table.size() + " bytes");
        for (WireField field : table.fields()) {
            if (!(field instanceof Pad)) {
                rows.add(field.name() + " at " + field.offset() + ", " + field.length() + " bytes");
            }
        }

        assertThat(rows).isEqualTo(GOLDEN.get(struct));
    }

    @Test
    void eachTableIsInTheGoldenFile() {
        assertThat(TABLES.keySet()).containsExactlyInAnyOrderElementsOf(GOLDEN.keySet());
    }

    private static Map<String, List<String>> golden() {
        Map<String, List<String>> structs = new LinkedHashMap<>();
        for (String[] line : GoldenFile.read("layouts.csv")) {
            structs.computeIfAbsent(line[0], name -> new ArrayList<>()).add(line[1] + " at " + line[2] + ", " + line[3] + " bytes");
        }
        return structs;
    }

    /** All constants of type {@link WireStruct} in the classes beside that one. */
    private static Map<String, WireStruct> tables() {
        Map<String, WireStruct> tables = new TreeMap<>();
        try {
            Path root = Path.of(WireStruct.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                    String name = root.relativize(file).toString().replace('/', '.').replaceFirst("\\.class$", "");
                    if (!name.endsWith("-info")) {
                        collect(Class.forName(name), tables);
                    }
                }
            }
        } catch (IOException | URISyntaxException | ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
        return tables;
    }

    private static void collect(Class<?> type, Map<String, WireStruct> tables) throws IllegalAccessException {
        for (Field field : type.getDeclaredFields()) {
            if (field.getType() == WireStruct.class && Modifier.isStatic(field.getModifiers())) {
                field.setAccessible(true);
                WireStruct table = (WireStruct) field.get(null);
                assertThat(tables.put(table.name(), table)).as("a second table named " + table.name()).isNull();
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.itests.container;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** A version of the GPIO bundle with a fault in one class: the class's source with lines put in, compiled as the build does. */
record FaultyVersion(String version, String type, Map<String, String> lines) {
    private static final Path MODULE = LoadedHost.ROOT.resolve("devices.gpio");
    private static final String PACKAGE = "backplane/devices/gpio/";

    /** @param after a line of the source, which there is once, and what comes behind it */
    static FaultyVersion of(String version, String type, Map<String, String> after) {
        return new FaultyVersion(version, type, after);
    }

    /** @return the bundle */
    Path build(Path folder) throws IOException {
        Path jar = OtherVersion.built(MODULE);
        Path work = Files.createDirectories(folder.resolve("faulty-" + version));
        Path source = work.resolve(type + ".java");
        Files.writeString(source, edited(Files.readString(MODULE.resolve("src/main/java/" + PACKAGE + type + ".java"))));
        compile(source, jar, work);
        try (Stream<Path> classes = Files.list(work.resolve(PACKAGE))) {
            return OtherVersion.with(jar, version, folder, classes.toList(), PACKAGE);
        }
    }

    private String edited(String source) {
        String text = source;
        for (Map.Entry<String, String> line : lines.entrySet()) {
            if (text.split(java.util.regex.Pattern.quote(line.getKey()), -1).length != 2) {
                throw new AssertionError(type + ".java has not exactly one '" + line.getKey() + "'");
            }
            text = text.replace(line.getKey(), line.getKey() + "\n" + line.getValue());
        }
        return text;
    }

    private static void compile(Path source, Path jar, Path into) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        List<String> options = new ArrayList<>(List.of("-nowarn", "-proc:none", "--release", "17", "-d", into.toString(), "-cp",
                jar + java.io.File.pathSeparator + System.getProperty("java.class.path")));
        boolean compiled = compiler.getTask(said, null, null, options, null,
                compiler.getStandardFileManager(null, null, null).getJavaFileObjects(source)).call();
        if (!compiled) {
            throw new AssertionError(said.toString());
        }
    }
}

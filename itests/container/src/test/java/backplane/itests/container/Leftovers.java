// SPDX-License-Identifier: Apache-2.0
package backplane.itests.container;

import backplane.testkit.HostProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What replaced devices may leave behind in a host.
 *
 * @param loaders   class loaders of bundles on the heap after a collection
 * @param devices   GPIO devices there
 * @param footprint of the process
 */
record Leftovers(long loaders, long devices, HostProcess.Footprint footprint) {
    private static final String LOADER = "org.apache.felix.framework.BundleWiringImpl\\$BundleClassLoader";
    private static final String DEVICE = "backplane.devices.gpio.GpioDevice";

    static Leftovers of(HostProcess host) throws IOException {
        Path tool = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process process = new ProcessBuilder(tool.toString(), Long.toString(host.pid()), "GC.class_histogram")
                .redirectErrorStream(true).start();
        String histogram = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Leftovers(count(histogram, LOADER), count(histogram, Pattern.quote(DEVICE)), host.footprint());
    }

    /** All rows of that class: one for each loader that has it. */
    private static long count(String histogram, String name) {
        Matcher row = Pattern.compile("(?m)^\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+" + name + "(?:\\s.*)?$").matcher(histogram);
        long sum = 0;
        while (row.find()) {
            sum += Long.parseLong(row.group(1));
        }
        if (sum == 0) {
            throw new AssertionError("no " + name + " in the heap's histogram:\n"
                    + histogram.substring(0, Math.min(2000, histogram.length())));
        }
        return sum;
    }
}

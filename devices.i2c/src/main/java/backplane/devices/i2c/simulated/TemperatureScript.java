// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c.simulated;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * A temperature that follows a text file: a line {@code SECONDS DEGREES} each, the seconds growing from 0 on; '#' for a remark. Between
 * two lines it goes straight from one to the other; after the last it stays.
 */
final class TemperatureScript implements DoubleSupplier {
    private static final double NANOS = 1e9;

    private final List<double[]> points = new ArrayList<>();
    private final LongSupplier nanoTime;
    private final long began;

    /** @throws IOException if the file can't be read, or a line is wrong: the message names it */
    TemperatureScript(Path file, LongSupplier nanoTime) throws IOException {
        this.nanoTime = nanoTime;
        this.began = nanoTime.getAsLong();
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).replaceFirst("#.*", "").strip();
            if (!line.isEmpty() && !take(line)) {
                throw new IOException(file + ", line " + (i + 1) + ": '" + line + "'; a line is SECONDS DEGREES, the seconds growing");
            }
        }
        if (points.isEmpty()) {
            throw new IOException(file + " has no line SECONDS DEGREES");
        }
    }

    private boolean take(String line) {
        String[] words = line.split("\\s+");
        try {
            double[] point = {Double.parseDouble(words[0]), Double.parseDouble(words[words.length - 1])};
            boolean right = words.length == 2 && Double.isFinite(point[0]) && Double.isFinite(point[1])
                    && point[0] > (points.isEmpty() ? -1 : points.get(points.size() - 1)[0]);
            return right && points.add(point);
        } catch (NumberFormatException wrong) {
            return false;
        }
    }

    @Override
    public double getAsDouble() {
        double now = (nanoTime.getAsLong() - began) / NANOS;
        double[] before = points.get(0);
        for (double[] point : points) {
            if (point[0] > now) {
                double part = point[0] == before[0] ? 1 : (now - before[0]) / (point[0] - before[0]);
                return before[1] + (point[1] - before[1]) * Math.max(0, part);
            }
            before = point;
        }
        return before[1];
    }
}

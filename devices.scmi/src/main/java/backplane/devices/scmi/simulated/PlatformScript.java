// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.simulated;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What happens to a simulated platform, and when: a line for each step, {@code SECONDS WORDS...} with seconds since the beginning, in
 * order, and {@code SECONDS repeat} as the last one to begin anew. {@code #} begins a comment. On the platform's thread.
 */
public final class PlatformScript {
    private static final int MOST_BYTES = 1 << 20;
    private static final double MOST_SECONDS = 86_400;
    private static final String REPEAT = "repeat";

    private final List<Step> steps;
    private final long period;
    private long begun;
    private int next;
    private boolean running;

    /**
     * @param nanos since the beginning
     * @param place file and line, for messages
     */
    public record Step(long nanos, List<String> words, String place) {
    }

    private PlatformScript(List<Step> steps, long period) {
        this.steps = steps;
        this.period = period;
    }

    public static PlatformScript none() {
        return new PlatformScript(List.of(), 0);
    }

    /** @throws IllegalArgumentException naming file and line, and what is wrong there */
    public static PlatformScript read(Path file) {
        List<String> lines;
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
                throw new IllegalArgumentException("script " + file + ": no file of at most " + MOST_BYTES + " bytes");
            }
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new IllegalArgumentException("script " + file + " can't be read: " + failure.getMessage(), failure);
        }
        List<Step> steps = new ArrayList<>();
        long period = 0;
        for (int i = 0; i < lines.size(); i++) {
            String place = "script " + file + ", line " + (i + 1);
            String text = lines.get(i).replaceFirst("#.*", "").strip();
            if (!text.isEmpty()) {
                Step step = step(text, place);
                long before = steps.isEmpty() ? 0 : steps.get(steps.size() - 1).nanos();
                require(period == 0 && step.nanos() >= before, place, "comes after a later one, or after 'repeat'");
                if (step.words().equals(List.of(REPEAT))) {
                    require(step.nanos() >= TimeUnit.MILLISECONDS.toNanos(1), place, "repeats at once; allowed is 0.001 s or more");
                    period = step.nanos();
                } else {
                    steps.add(step);
                }
            }
        }
        return new PlatformScript(List.copyOf(steps), period);
    }

    private static Step step(String text, String place) {
        String[] words = text.split("\\s+");
        double seconds = -1;
        try {
            seconds = Double.parseDouble(words[0]);
        } catch (NumberFormatException none) {
            // told below
        }
        require(seconds >= 0 && seconds <= MOST_SECONDS && words.length > 1, place,
                "is '" + text + "'; allowed is SECONDS (0 to 86400) and what to do then");
        return new Step((long) (seconds * 1e9), List.of(words).subList(1, words.length), place);
    }

    private static void require(boolean holds, String place, String what) {
        if (!holds) {
            throw new IllegalArgumentException(place + " " + what);
        }
    }

    public List<Step> steps() {
        return steps;
    }

    /**
     * Does what is due.
     *
     * @param now nanoseconds
     * @return when the next step is due, {@link Long#MAX_VALUE} if there is none
     */
    public long look(long now, Consumer<Step> does) {
        if (steps.isEmpty()) {
            return Long.MAX_VALUE;
        }
        if (!running) {
            running = true;
            begun = now;
        }
        while (next < steps.size() && now - begun >= steps.get(next).nanos()) {
            does.accept(steps.get(next++));
        }
        if (next < steps.size()) {
            return begun + steps.get(next).nanos();
        }
        if (period == 0) {
            return Long.MAX_VALUE;
        }
        next = 0;
        begun += Math.max(1, (now - begun) / period) * period;
        return begun + steps.get(0).nanos();
    }
}

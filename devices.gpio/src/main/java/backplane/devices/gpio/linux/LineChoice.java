// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio.linux;

import backplane.devices.gpio.GpioChip;
import java.util.List;
import java.util.Locale;

/**
 * A line of the host that becomes a line of the guest, as the configuration says: {@code CHIP:LINE ATTRIBUTE...}.
 *
 * @param chip     name (gpiochip0), number (0) or label
 * @param line     offset or name
 * @param name     what the guest sees; null for the name that it has on the host
 * @param flags    of {@link GpioUapi}: active-low, bias, drive
 * @param debounce microseconds, 0 for none
 * @param initial  what the line drives from its creation on, or {@link GpioChip#NO_LEVEL}
 * @param safe     what the line drives where a policy says so, 0 or 1
 * @param mayDrive whether the guest may make it an output
 * @param mayRead  whether the guest may make it an input
 * @param shared   others may have the line as well, all of them for reading
 * @param policies what becomes of it at the end
 */
public record LineChoice(String chip, String line, String name, long flags, int debounce, int initial, int safe, boolean mayDrive,
        boolean mayRead, boolean shared, LinePolicies policies) {
    /** For the operator. */
    public static final String FORM = "CHIP:LINE, by name, number or label and by offset or name, and then any of as=NAME active-low"
            + " pull-up pull-down no-bias open-drain open-source debounce=MICROSECONDS initial=0|1 safe=0|1 in-only out-only read-only"
            + " release=POLICY reset=POLICY disconnect=POLICY upgrade=POLICY stop=POLICY, a POLICY being keep, safe or input";
    private static final int LONGEST_DEBOUNCE = 1_000_000;

    /** @throws IllegalArgumentException if it has not that form */
    public static LineChoice parse(String text) {
        String[] words = text.strip().split("\\s+");
        int colon = words[0].lastIndexOf(':');
        if (colon < 1 || colon == words[0].length() - 1) {
            throw new IllegalArgumentException();
        }
        Attributes attributes = new Attributes();
        for (String word : List.of(words).subList(1, words.length)) {
            attributes.add(word);
        }
        return attributes.of(words[0].substring(0, colon), words[0].substring(colon + 1));
    }

    @Override
    public String toString() {
        return chip + ":" + line;
    }

    /** The words behind a line. */
    private static final class Attributes {
        private static final long BIAS = GpioUapi.PULL_UP | GpioUapi.PULL_DOWN | GpioUapi.NO_BIAS;
        private static final long DRIVE = GpioUapi.OPEN_DRAIN | GpioUapi.OPEN_SOURCE;

        private String name;
        private long flags;
        private int debounce;
        private int initial = GpioChip.NO_LEVEL;
        private int safe = GpioChip.NO_LEVEL;
        private boolean mayDrive = true;
        private boolean mayRead = true;
        private boolean shared;
        private LinePolicy release;
        private LinePolicy reset;
        private LinePolicy disconnect;
        private LinePolicy upgrade = LinePolicy.KEEP;
        private LinePolicy stop;

        void add(String word) {
            int equals = word.indexOf('=');
            if (equals < 0) {
                flag(word);
            } else {
                value(word.substring(0, equals), word.substring(equals + 1));
            }
        }

        private void flag(String word) {
            switch (word) {
                case "active-low" -> flags |= GpioUapi.ACTIVE_LOW;
                case "pull-up" -> flags |= GpioUapi.PULL_UP;
                case "pull-down" -> flags |= GpioUapi.PULL_DOWN;
                case "no-bias" -> flags |= GpioUapi.NO_BIAS;
                case "open-drain" -> flags |= GpioUapi.OPEN_DRAIN;
                case "open-source" -> flags |= GpioUapi.OPEN_SOURCE;
                case "in-only" -> mayDrive = false;
                case "out-only" -> mayRead = false;
                case "read-only" -> {
                    mayDrive = false;
                    shared = true;
                }
                default -> throw new IllegalArgumentException();
            }
        }

        private void value(String key, String value) {
            switch (key) {
                case "as" -> name = value;
                case "debounce" -> debounce = Integer.parseInt(value);
                case "initial" -> initial = level(value);
                case "safe" -> safe = level(value);
                case "release" -> release = policy(value);
                case "reset" -> reset = policy(value);
                case "disconnect" -> disconnect = policy(value);
                case "upgrade" -> upgrade = policy(value);
                case "stop" -> stop = policy(value);
                default -> throw new IllegalArgumentException();
            }
        }

        LineChoice of(String chip, String line) {
            boolean one = Long.bitCount(flags & BIAS) <= 1 && Long.bitCount(flags & DRIVE) <= 1;
            LinePolicies policies = policies();
            boolean drives = initial != GpioChip.NO_LEVEL || safe != GpioChip.NO_LEVEL || policies.drives();
            if (!one || debounce < 0 || debounce > LONGEST_DEBOUNCE || !mayDrive && (!mayRead || drives)) {
                throw new IllegalArgumentException();
            }
            return new LineChoice(chip, line, name, flags, debounce, initial, Math.max(0, safe), mayDrive, mayRead, shared, policies);
        }

        /** What is not said is as at the end before it in this order. */
        private LinePolicies policies() {
            LinePolicy first = release != null ? release : safe == GpioChip.NO_LEVEL ? LinePolicy.INPUT : LinePolicy.SAFE;
            LinePolicy second = reset != null ? reset : first;
            LinePolicy third = disconnect != null ? disconnect : second;
            return new LinePolicies(first, second, third, upgrade, stop != null ? stop : third);
        }

        private static int level(String text) {
            if (!text.equals("0") && !text.equals("1")) {
                throw new IllegalArgumentException();
            }
            return text.equals("1") ? 1 : 0;
        }

        private static LinePolicy policy(String text) {
            return LinePolicy.valueOf(text.toUpperCase(Locale.ROOT));
        }
    }
}

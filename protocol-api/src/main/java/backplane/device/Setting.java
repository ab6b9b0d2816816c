// SPDX-License-Identifier: Apache-2.0
package backplane.device;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One key of a configuration: how it is read, what is allowed, what it is for. A row of the table from which
 * the check, the console's help and the reference page are made.
 *
 * @param key      as in the configuration file
 * @param fallback the text that stands for an absent value
 * @param allowed  a phrase, such as {@code a whole number from 1 to 1024}
 * @param help     one line for the operator
 * @param parser   from trimmed text
 * @param live     whether a device that runs takes another value by {@link VirtioDevice#adjust}, without being replaced
 */
public record Setting<T>(String key, String fallback, String allowed, String help, Parser<T> parser, boolean live) {
    private static final Pattern LIST = Pattern.compile("\\s*,\\s*");

    /** Reads a value, or throws an {@link IllegalArgumentException}, which becomes a {@link SettingRejected}. */
    public interface Parser<T> {
        T parse(String text);
    }

    /** One that a device has for its life: another value makes another device. */
    public Setting(String key, String fallback, String allowed, String help, Parser<T> parser) {
        this(key, fallback, allowed, help, parser, false);
    }

    /** The same, to be taken by a device that runs. */
    public Setting<T> asLive() {
        return new Setting<>(key, fallback, allowed, help, parser, true);
    }

    public static Setting<String> text(String key, String fallback, String allowed, String help) {
        return new Setting<>(key, fallback, allowed, help, text -> text);
    }

    public static Setting<Integer> integer(String key, int fallback, int from, int to, String help) {
        return new Setting<>(key, Integer.toString(fallback), "a whole number from " + from + " to " + to, help, text -> {
            int value = text.startsWith("0x") ? Integer.parseInt(text.substring(2), 16) : Integer.parseInt(text);
            if (value < from || value > to) {
                throw new IllegalArgumentException();
            }
            return value;
        });
    }

    public static Setting<Boolean> flag(String key, boolean fallback, String help) {
        return new Setting<>(key, Boolean.toString(fallback), "true or false", help, text ->
            switch (text.toLowerCase(Locale.ROOT)) {
                case "true" -> true;
                case "false" -> false;
                default -> throw new IllegalArgumentException();
            });
    }

    /** Values between commas; empty text is an empty list, and an empty place between commas is an empty value. */
    public static Setting<List<String>> list(String key, String fallback, String allowed, String help) {
        return new Setting<>(key, fallback, allowed, help, text -> text.isEmpty() ? List.of() : List.of(LIST.split(text, -1)));
    }

    /**
     * Reads a value.
     *
     * @throws SettingRejected naming key, value and what is allowed
     */
    public T read(String text) throws SettingRejected {
        try {
            return parser.parse(text.strip());
        } catch (IllegalArgumentException rejected) {
            throw new SettingRejected(key, text, allowed);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.device;

import java.util.regex.Pattern;

/**
 * A number that a device counts up while it is there, for operators.
 *
 * @param name  words of a to z and digits with {@code _} between them, 1 to 64 characters: part of a metric's name
 * @param text  what it counts, in a line
 * @param value 0 or more
 */
public record DeviceCount(String name, String text, long value) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");

    /** @throws IllegalArgumentException naming what is wrong */
    public DeviceCount {
        if (!NAME.matcher(name).matches() || text.indexOf('\n') >= 0 || value < 0) {
            throw new IllegalArgumentException("'" + name + "' (" + text + ") is " + value + "; a count has a name such as xruns, a line "
                    + "of text, and a value of 0 or more");
        }
    }
}

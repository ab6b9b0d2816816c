// SPDX-License-Identifier: Apache-2.0
package backplane.host.worker;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a worker looks at its rings before it sleeps: while it looks, the driver need not kick, and nobody has to be woken.
 *
 * @param most     microseconds, 0 for not at all
 * @param adaptive whether the time follows the gaps between requests, up to {@code most}
 */
public record Polling(int most, boolean adaptive) {
    public static final Polling OFF = new Polling(0, false);
    /** What {@link #parse} takes, as a phrase. */
    public static final String ALLOWED = "off, microseconds from 1 to 10000, adaptive, or adaptive:MICROSECONDS";

    private static final Pattern FORM = Pattern.compile("(adaptive)|(adaptive:)?([0-9]{1,5})");
    private static final int LONGEST = 10_000;
    /** As long as the kernel looks for a guest that has halted (Documentation/virt/kvm/halt-polling.rst). */
    private static final int USUAL = 200;

    /** @throws IllegalArgumentException if it is none of {@link #ALLOWED} */
    public static Polling parse(String text) {
        if (text.equals("off")) {
            return OFF;
        }
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(text);
        }
        int most = form.group(1) != null ? USUAL : Integer.parseInt(form.group(3));
        if (most < 1 || most > LONGEST) {
            throw new IllegalArgumentException(text);
        }
        return new Polling(most, form.group(1) != null || form.group(2) != null);
    }
}

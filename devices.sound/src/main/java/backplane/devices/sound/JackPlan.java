// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A socket as it is configured.
 *
 * @param node      {@code hda_fn_nid} of the streams that it belongs to
 * @param remap     whether the driver may give it another association and sequence
 * @param connected whether something is plugged in at first
 */
record JackPlan(String name, Kind kind, int node, boolean remap, boolean connected) {
    static final String ALLOWED = "jacks between ';', each NAME:KIND with KIND line-out, speaker, headphone, line-in or mic, and behind it,"
            + " if wanted, @NODE, remap, unplugged";
    private static final Pattern FORM = Pattern.compile(
            "([A-Za-z0-9][A-Za-z0-9._-]{0,31}):(line-out|speaker|headphone|line-in|mic)(?:\\s+@([0-9]{1,3}))?(\\s+remap)?(\\s+unplugged)?");
    private static final int DEVICE_SHIFT = 20;
    private static final int ASSOCIATION_SHIFT = 4;

    /** What is plugged in there: HDA's default device (Intel HDA 1.0a, 7.3.3.31). */
    enum Kind {
        LINE_OUT(0x0),
        SPEAKER(0x1),
        HEADPHONE(0x2),
        LINE_IN(0x8),
        MIC(0xa);

        private final int device;

        Kind(int device) {
            this.device = device;
        }

        boolean isInput() {
            return this == LINE_IN || this == MIC;
        }
    }

    static JackPlan parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(text);
        }
        Kind kind = Kind.valueOf(form.group(2).replace('-', '_').toUpperCase(Locale.ROOT));
        int node = form.group(3) == null ? 0 : Integer.parseInt(form.group(3));
        return new JackPlan(form.group(1), kind, node, form.group(4) != null, form.group(5) == null);
    }

    /** The register as the card has it at first: the kind, and an association of its own. */
    long defaultConfiguration() {
        return (long) kind.device << DEVICE_SHIFT | 1 << ASSOCIATION_SHIFT;
    }
}

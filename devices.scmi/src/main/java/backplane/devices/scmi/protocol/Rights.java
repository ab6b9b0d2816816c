// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.protocol;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The policy of one agent: rules {@code KIND}, {@code KIND:RIGHT} or {@code KIND/NAME:RIGHT}; the last that fits a resource decides, and
 * what none fits is denied. Immutable.
 */
public record Rights(List<Rule> rules) {
    public static final String ALLOWED = "all, or a list of KIND, KIND:RIGHT or KIND/NAME:RIGHT; KIND is power, system, perf, "
            + "clock, sensor, reset, voltage, powercap, pinctrl or all, RIGHT is none, read or write";
    public static final Rights ALL = new Rights(List.of(new Rule("all", "", Right.WRITE)));

    private static final Pattern RULE = Pattern.compile(
            "(power|system|perf|clock|sensor|reset|voltage|powercap|pinctrl|all)(?:/([^:/,]{1,63}))?(?::(none|read|write))?");

    public Rights {
        rules = List.copyOf(rules);
    }

    /**
     * @param kind as in the text
     * @param name of the resource, or empty for all of the kind
     */
    public record Rule(String kind, String name, Right right) {
        boolean fits(String itsKind, String itsName) {
            return (kind.equals("all") || kind.equals(itsKind)) && (name.isEmpty() || name.equals(itsName));
        }
    }

    /** @throws IllegalArgumentException if a rule is none */
    public static Rights parse(List<String> texts) {
        return new Rights(texts.stream().map(Rights::rule).toList());
    }

    private static Rule rule(String text) {
        Matcher matcher = RULE.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(text);
        }
        return new Rule(matcher.group(1), matcher.group(2) == null ? "" : matcher.group(2),
                matcher.group(3) == null ? Right.WRITE : Right.valueOf(matcher.group(3).toUpperCase(Locale.ROOT)));
    }

    public Right of(String kind, String name) {
        Right found = Right.NONE;
        for (int i = 0; i < rules.size(); i++) {
            if (rules.get(i).fits(kind, name)) {
                found = rules.get(i).right();
            }
        }
        return found;
    }

    /** Whether any resource of the kind may be seen, and so whether the protocol is listed. */
    public boolean mentions(String kind) {
        for (int i = 0; i < rules.size(); i++) {
            Rule rule = rules.get(i);
            if ((rule.kind().equals("all") || rule.kind().equals(kind)) && rule.right() != Right.NONE) {
                return true;
            }
        }
        return false;
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c.simulated;

import java.util.EnumMap;
import java.util.Map;
import java.util.Random;

/** Which faults a bus has, and when: a number of times from now on, or by a rate. Under the bus' lock. */
final class FaultPlan {
    private final Map<BusFault, Rule> rules = new EnumMap<>(BusFault.class);
    private final Random random;

    /**
     * One fault's.
     *
     * @param left how many times more; negative for without end
     * @param rate of the messages that meet it, 0 to 1
     */
    private record Rule(int left, double rate) {
    }

    FaultPlan(long seed) {
        random = new Random(seed);
    }

    void set(BusFault fault, int times, double rate) {
        if (times == 0 || rate <= 0) {
            rules.remove(fault);
        } else {
            rules.put(fault, new Rule(times, rate));
        }
    }

    void clear() {
        rules.clear();
    }

    boolean isEmpty() {
        return rules.isEmpty();
    }

    /** Whether the fault is to happen now; counts it. */
    boolean strikes(BusFault fault) {
        Rule rule = rules.get(fault);
        if (rule == null || rule.rate < 1 && random.nextDouble() >= rule.rate) {
            return false;
        }
        if (rule.left > 0) {
            set(fault, rule.left - 1, rule.rate);
        }
        return true;
    }

    int flip(int value) {
        return strikes(BusFault.FLIP) ? value ^ 1 << random.nextInt(Byte.SIZE) : value;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        rules.forEach((fault, rule) -> text.append(text.isEmpty() ? "" : ", ").append(fault.word())
                .append(rule.rate < 1 ? " rate " + rule.rate : "").append(rule.left > 0 ? " " + rule.left + " times" : ""));
        return text.isEmpty() ? "none" : text.toString();
    }
}

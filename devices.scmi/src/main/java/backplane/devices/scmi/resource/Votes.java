// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.resource;

/** What each agent wants of one resource. On the platform's thread. */
public final class Votes {
    /** Agents of one platform, at most; their ids are 1 to this. */
    public static final int AGENTS = 64;

    private final Arbitration rule;
    private final long[] wishes = new long[AGENTS + 1];
    private final boolean[] present = new boolean[AGENTS + 1];
    private int latest;

    public Votes(Arbitration rule) {
        this.rule = rule;
    }

    public void put(int agent, long wish) {
        wishes[agent] = wish;
        present[agent] = true;
        latest = agent;
    }

    public void remove(int agent) {
        present[agent] = false;
    }

    public boolean has(int agent) {
        return present[agent];
    }

    public long of(int agent) {
        return wishes[agent];
    }

    /** @param idle what holds while nobody wants anything */
    public long result(long idle) {
        if (rule == Arbitration.LATEST && present[latest]) {
            return wishes[latest];
        }
        boolean any = false;
        long found = idle;
        for (int agent = 1; agent <= AGENTS; agent++) {
            if (present[agent]) {
                long wish = wishes[agent];
                found = !any ? wish : rule == Arbitration.LOWEST ? Math.min(found, wish) : Math.max(found, wish);
                any = true;
            }
        }
        return found;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int agent = 1; agent <= AGENTS; agent++) {
            if (present[agent]) {
                text.append(text.isEmpty() ? "" : " ").append(agent).append('=').append(wishes[agent]);
            }
        }
        return text.toString();
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.protocol;

import backplane.device.StateRejected;
import backplane.devices.scmi.resource.Voted;
import backplane.devices.scmi.resource.Votes;
import backplane.kernel.KernelFault;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongPredicate;

/**
 * What an agent has set, as numbers under names: KIND/NAME/WHAT. By name and not by index, so that a platform whose resources have
 * another order takes it over as well. What a platform does not have any more is passed over.
 */
public final class SavedAgent {
    private final SortedMap<String, Long> values = new TreeMap<>();

    public SortedMap<String, Long> values() {
        return Collections.unmodifiableSortedMap(values);
    }

    public void put(String key, long value) {
        values.put(key, value);
    }

    void put(String kind, String name, String what, long value) {
        values.put(key(kind, name, what), value);
    }

    void putVote(String kind, String name, String what, Votes votes, ScmiAgent agent) {
        if (votes.has(agent.id())) {
            put(kind, name, what, votes.of(agent.id()));
        }
    }

    boolean has(String kind, String name, String what) {
        return values.containsKey(key(kind, name, what));
    }

    /** @throws StateRejected if there is one, and it is outside */
    long get(String kind, String name, String what, long least, long most, long fallback) throws StateRejected {
        String key = key(kind, name, what);
        Long value = values.get(key);
        if (value == null) {
            return fallback;
        }
        if (value < least || value > most) {
            throw rejected(key, value, least + " to " + most);
        }
        return value;
    }

    static String key(String kind, String name, String what) {
        return kind + "/" + name + "/" + what;
    }

    void vote(String key, LongPredicate sound, Voted resource, ScmiAgent agent, boolean apply) throws StateRejected, KernelFault {
        Long value = values.get(key);
        if (value == null) {
            return;
        }
        if (!sound.test(value)) {
            throw rejected(key, value, "a value that the resource can have");
        }
        if (apply) {
            resource.vote(agent.id(), value);
        }
    }

    private static StateRejected rejected(String key, long value, String allowed) {
        return new StateRejected("saved SCMI state: '" + key + "' is " + value + "; allowed is " + allowed);
    }
}

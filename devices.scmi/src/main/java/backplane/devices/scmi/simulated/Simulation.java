// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.simulated;

import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The simulated values of one platform, by kind and name of the resource that they are part of: {@code voltage/core} has a level and
 * whether it is on. On the platform's thread.
 */
public final class Simulation {
    private final Map<String, List<SimulatedValue>> values = new LinkedHashMap<>();

    /** @param kind as {@code scmi:domains} has it */
    public SimulatedValue add(String kind, String name, long value) {
        SimulatedValue added = new SimulatedValue(value);
        values.computeIfAbsent(kind + "/" + name, key -> new ArrayList<>()).add(added);
        return added;
    }

    public boolean has(String kind, String name) {
        return values.containsKey(kind + "/" + name);
    }

    /**
     * Has each use of a resource fail from now on.
     *
     * @param errno null for no longer
     * @throws IllegalArgumentException if nothing of that name is simulated
     */
    public void fail(String kind, String name, Errno errno) {
        KernelFault fault = errno == null ? null : new KernelFault(errno, "simulated fault of " + kind + " " + name);
        of(kind, name).forEach(value -> value.fail(fault));
    }

    /**
     * How long a change takes from now on.
     *
     * @param which {@code KIND/NAME}, or {@code KIND} for all of that kind
     * @throws IllegalArgumentException if nothing of that name is simulated
     */
    public void slow(String which, long nanos) {
        List<String> chosen = values.keySet().stream().filter(key -> key.equals(which) || key.startsWith(which + "/")).toList();
        if (chosen.isEmpty()) {
            throw new IllegalArgumentException("'transitions' names '" + which + "', but simulated are " + values.keySet());
        }
        chosen.forEach(key -> values.get(key).forEach(value -> value.take(nanos)));
    }

    private List<SimulatedValue> of(String kind, String name) {
        List<SimulatedValue> found = values.get(kind + "/" + name);
        if (found == null) {
            throw new IllegalArgumentException("no simulated " + kind + " '" + name + "' is there; there are " + values.keySet());
        }
        return found;
    }

    /** The kinds that have something simulated. */
    public Set<String> kinds() {
        Set<String> kinds = new TreeSet<>();
        values.keySet().forEach(key -> kinds.add(key.substring(0, key.indexOf('/'))));
        return kinds;
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.host.slot;

import backplane.host.counters.SlotCounter;
import backplane.host.counters.SlotCounters;

/** The time in which a device that has taken over is watched. The worker tells of a request that it threw at; any thread asks. */
final class Trial implements Runnable {
    private final SlotCounters counters;
    private final long faults;
    private final long failed;
    private volatile boolean threw;
    private volatile boolean withdrawn;

    Trial(SlotCounters counters) {
        this.counters = counters;
        faults = counters.get(SlotCounter.DEVICE_FAULTS);
        failed = counters.get(SlotCounter.CHAINS_FAILED);
    }

    @Override
    public void run() {
        threw = true;
    }

    /** The bundle of the device on trial takes its offer back; whoever serves by now, it is not that device. */
    void withdraw() {
        withdrawn = true;
    }

    /** What is wrong, or empty. */
    String complaint() {
        if (withdrawn) {
            return "its bundle has gone";
        }
        if (threw) {
            return "it threw at a request, which the former version gets; the log has the exception";
        }
        if (counters.get(SlotCounter.DEVICE_FAULTS) != faults) {
            return "it threw; the log has the exception";
        }
        return counters.get(SlotCounter.CHAINS_FAILED) == failed ? "" : "it kept a request beyond its stop";
    }
}

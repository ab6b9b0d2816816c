// SPDX-License-Identifier: Apache-2.0
package backplane.testkit.fuzz;

import backplane.device.VirtioDevice;
import backplane.virtio.FeatureSet;

/** A device type as the fuzzer needs it: how to have one, what its requests look like, what an answer may be. One thread. */
public interface FuzzTarget extends AutoCloseable {
    /** Another device on the same hardware, under the same name, before its first start. The fuzzer closes it. */
    VirtioDevice make();

    /** What a driver may negotiate, chosen anew at each start. */
    FeatureSet negotiated(Choices choices);

    /**
     * Makes up a request that a good driver could send, maybe in a state in which it should not.
     *
     * @return its queue
     */
    int request(Choices choices, FuzzRequest into);

    /** Whether requests of this queue are answered without anything else happening. */
    boolean isPrompt(int queue);

    /**
     * Looks at a chain that was completed while the device ran.
     *
     * @return what the specification has against the answer; null for nothing
     */
    String wrong(FuzzChain chain);

    /** The world outside does something: an edge, a reading that changes. Now and then, on the device's thread. */
    default void happen(Choices choices) {
    }

    /** Gives up the hardware, after the last device was closed. */
    @Override
    default void close() {
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

import backplane.memory.GuestAddress;
import java.util.List;

/** The guest's driver on one ring, whatever its format. One thread; the device is on another. */
public interface DriverSide {
    int size();

    /** Where SET_VRING_BASE begins for a ring that nothing has gone through. */
    long start();

    GuestAddress descriptorTable();

    /** Split: the available ring; packed: the driver's event suppression. */
    GuestAddress availableRing();

    /** Split: the used ring; packed: the device's event suppression. */
    GuestAddress usedRing();

    /** Chains added and not come back. */
    int outstanding();

    /** Descriptors that {@link #add} can still use. */
    int freeDescriptors();

    /**
     * Makes a chain, one descriptor for each element; the device sees it after {@link #publish()}.
     *
     * @return what {@link UsedChain#head()} will be
     * @throws IllegalStateException if there are not enough descriptors or bytes
     */
    int add(List<byte[]> readable, int... writable);

    /** As {@link #add}, with one descriptor that points to a table of the others. */
    int addIndirect(List<byte[]> readable, int... writable);

    /** Shows the device what was added. */
    void publish();

    /** Whether the device wants a kick for what was published since the last question. */
    boolean needsKick();

    /** Takes back what the device has used, in its order. */
    List<UsedChain> poll();

    /**
     * Asks for a call at the next used chain.
     *
     * @return whether there is a used chain already, for which no call may come
     */
    boolean armCalls();

    /** Asks for no call. */
    void disarmCalls();
}

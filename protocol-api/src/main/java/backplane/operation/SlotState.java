// SPDX-License-Identifier: Apache-2.0
package backplane.operation;

/** The life of a slot. */
public enum SlotState {
    /** Its configuration was refused, or its socket cannot be opened: see the problem. Serves nobody. */
    REFUSED,
    /** No device: no bundle offers the type. The socket is there. */
    EMPTY,
    /** Waits for a front-end. */
    READY,
    /** A front-end is connected. */
    CONNECTED,
    /** A front-end is connected, and the device behind it is gone for the moment: kicks are kept. */
    PARKED
}

// SPDX-License-Identifier: Apache-2.0
package backplane.virtio;

import backplane.wire.U16;
import backplane.wire.WireStruct;

/** struct pvirtq_event_suppress (VIRTIO 1.4, "Event Suppression Structure Format"): the driver has one, and the device another. */
public final class PackedEvent {
    private static final WireStruct.Table T = WireStruct.littleEndian("pvirtq_event_suppress");
    /** A slot, and its wrap counter in bit 15. */
    public static final U16 DESC = T.u16("desc");
    /** One of the constants, in bits 0 and 1. */
    public static final U16 FLAGS = T.u16("flags");
    public static final WireStruct LAYOUT = T.end(4);

    /** RING_EVENT_FLAGS_ENABLE: notify of each. */
    public static final int ENABLE = 0;
    /** RING_EVENT_FLAGS_DISABLE: notify of none. */
    public static final int DISABLE = 1;
    /** RING_EVENT_FLAGS_DESC: notify when {@link #DESC} is passed; with EVENT_IDX only. */
    public static final int AT_DESC = 2;
    /** The bits of {@link #FLAGS} that count. */
    public static final int MASK = 3;

    private PackedEvent() {
    }
}

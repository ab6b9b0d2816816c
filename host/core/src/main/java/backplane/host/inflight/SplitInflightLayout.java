// SPDX-License-Identifier: Apache-2.0
package backplane.host.inflight;

import backplane.wire.Pad;
import backplane.wire.U16;
import backplane.wire.U64;
import backplane.wire.U8;
import backplane.wire.WireStruct;

/** QueueRegionSplit (vhost-user, "Inflight I/O tracking"): a head, then a {@link Entry} for each descriptor. Host byte order. */
final class SplitInflightLayout {
    private static final WireStruct.Table T = WireStruct.hostEndian("inflight_split_region");
    static final U64 FEATURES = T.u64("features");
    /** 1; 0 in a region that nobody has used yet. */
    static final U16 VERSION = T.u16("version");
    static final U16 DESC_NUM = T.u16("desc_num");
    /** The entry that was returned last, the head of a list of the last batch by {@link Entry#NEXT}. */
    static final U16 LAST_BATCH_HEAD = T.u16("last_batch_head");
    /** The used index up to which entries have been cleared. */
    static final U16 USED_IDX = T.u16("used_idx");
    static final WireStruct HEAD = T.end(16);

    private static final int ALIGNMENT = 64;

    private SplitInflightLayout() {
    }

    /** DescStateSplit. */
    static final class Entry {
        private static final WireStruct.Table T = WireStruct.hostEndian("inflight_split_entry");
        /** 1 while the chain with this head is out. */
        static final U8 INFLIGHT = T.u8("inflight");
        static final Pad PADDING = T.pad(5);
        static final U16 NEXT = T.u16("next");
        /** Tells the order in which chains were taken. */
        static final U64 COUNTER = T.u64("counter");
        static final WireStruct LAYOUT = T.end(16);

        private Entry() {
        }
    }

    /** Bytes of one queue's region: libvhost-user and DPDK round it up to 64. */
    static int size(int queueSize) {
        return HEAD.size() + Entry.LAYOUT.size() * queueSize + ALIGNMENT - 1 & -ALIGNMENT;
    }

    static int entry(int head) {
        return HEAD.size() + Entry.LAYOUT.size() * head;
    }
}

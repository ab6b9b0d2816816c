// SPDX-License-Identifier: Apache-2.0
package backplane.host.inflight;

import backplane.wire.Pad;
import backplane.wire.U16;
import backplane.wire.U32;
import backplane.wire.U64;
import backplane.wire.U8;
import backplane.wire.WireStruct;

/** QueueRegionPacked (vhost-user, "Inflight I/O tracking"): a head, then an {@link Entry} for each descriptor. Host byte order. */
final class PackedInflightLayout {
    private static final WireStruct.Table T = WireStruct.hostEndian("inflight_packed_region");
    static final U64 FEATURES = T.u64("features");
    /** 1; 0 in a region that nobody has used yet. */
    static final U16 VERSION = T.u16("version");
    static final U16 DESC_NUM = T.u16("desc_num");
    /** The head of the list of free entries. */
    static final U16 FREE_HEAD = T.u16("free_head");
    static final U16 OLD_FREE_HEAD = T.u16("old_free_head");
    /** The slot that is used next; the old one is as it was before the batch that is under way. */
    static final U16 USED_IDX = T.u16("used_idx");
    static final U16 OLD_USED_IDX = T.u16("old_used_idx");
    static final U8 USED_WRAP = T.u8("used_wrap_counter");
    static final U8 OLD_USED_WRAP = T.u8("old_used_wrap_counter");
    static final Pad PADDING = T.pad(7);
    /** The entries are aligned to 8. */
    static final Pad ALIGNMENT_PADDING = T.pad(3);
    static final WireStruct HEAD = T.end(32);

    private static final int ALIGNMENT = 64;

    private PackedInflightLayout() {
    }

    /** DescStatePacked. */
    static final class Entry {
        private static final WireStruct.Table T = WireStruct.hostEndian("inflight_packed_entry");
        /** 1 in the first entry of a chain that is out. */
        static final U8 INFLIGHT = T.u8("inflight");
        static final Pad PADDING = T.pad(1);
        static final U16 NEXT = T.u16("next");
        /** In the first entry: the last one of the chain. */
        static final U16 LAST = T.u16("last");
        /** In the first entry: descriptors of the chain. */
        static final U16 NUM = T.u16("num");
        /** Tells the order in which chains were taken. */
        static final U64 COUNTER = T.u64("counter");
        static final U16 ID = T.u16("id");
        static final U16 FLAGS = T.u16("flags");
        static final U32 LEN = T.u32("len");
        static final U64 ADDR = T.u64("addr");
        static final WireStruct LAYOUT = T.end(32);

        private Entry() {
        }
    }

    /** Bytes of one queue's region: DPDK rounds it up to 64. */
    static int size(int queueSize) {
        return HEAD.size() + Entry.LAYOUT.size() * queueSize + ALIGNMENT - 1 & -ALIGNMENT;
    }

    static int entry(int index) {
        return HEAD.size() + Entry.LAYOUT.size() * index;
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.bench;

import backplane.virtio.VirtqDesc;
import backplane.vhostuser.MessageHeader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Structures read and written by their tables, beside the same by offsets typed by hand. */
@State(Scope.Thread)
public class LayoutBenchmark {
    private final ByteBuffer memory = ByteBuffer.allocateDirect(1 << 12).order(ByteOrder.LITTLE_ENDIAN);
    private final ByteBuffer header = ByteBuffer.allocateDirect(12).order(ByteOrder.nativeOrder());
    private int at;

    @Benchmark
    public long descriptorByTable() {
        at = at + 16 & 0xfff;
        return VirtqDesc.ADDR.get(memory, at) + VirtqDesc.LEN.get(memory, at) + VirtqDesc.FLAGS.get(memory, at)
                + VirtqDesc.NEXT.get(memory, at);
    }

    @Benchmark
    public long descriptorByOffset() {
        at = at + 16 & 0xfff;
        return memory.getLong(at) + (memory.getInt(at + 8) & 0xffff_ffffL) + (memory.getShort(at + 12) & 0xffff)
                + (memory.getShort(at + 14) & 0xffff);
    }

    @Benchmark
    public ByteBuffer headerWritten() {
        at = at + 1 & 63;
        MessageHeader.REQUEST.put(header, 0, at);
        MessageHeader.FLAGS.put(header, 0, MessageHeader.VERSION | MessageHeader.REPLY);
        MessageHeader.SIZE.put(header, 0, 8);
        return header;
    }
}

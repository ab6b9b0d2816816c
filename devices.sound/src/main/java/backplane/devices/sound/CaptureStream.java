// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

import backplane.chain.DescriptorChain;
import backplane.devices.sound.wire.SoundCode;
import backplane.devices.sound.wire.TransferLayout;
import java.nio.ByteBuffer;

/** An input stream: a message is answered when the ring has all that it asks for, and nothing is written into it before. */
final class CaptureStream extends PcmStream {
    CaptureStream(StreamPlan plan, String name, AudioInlet inlet, Answers answers, Loudness loudness, Runnable whenXrun) {
        super(plan, name, answers, loudness, whenXrun, (gauge, moved) -> new CapturePump(inlet, loudness, gauge, moved));
    }

    /** Takes a message whose header has been read. */
    void offered(DescriptorChain chain) {
        long bytes = chain.writer().length() - TransferLayout.PCM_STATUS.size();
        if (!state().takesFrames() || bytes < 0 || bytes > ring().capacity()) {
            answers.recorded(chain, 0, SoundCode.IO_ERR, 0);
            return;
        }
        hold(chain, bytes);
        settle();
    }

    @Override
    void settle() {
        Transfer first = waiting.peek();
        while (first != null && first.payload <= ring().fill() && !isHeldBack()) {
            deliver(first, first.payload, outcome());
            first = waiting.peek();
        }
    }

    private void deliver(Transfer first, long bytes, SoundCode code) {
        first.chain.writer().position(0);
        for (long left = bytes; left > 0;) {
            ByteBuffer frames = ring().readable((int) left);
            int count = first.chain.writer().write(frames);
            ring().consumed(count);
            left -= count;
        }
        StreamParameters current = parameters();
        long latency = current == null ? 0 : ring().fill() + gauge.delayFrames() * current.frameBytes();
        answers.recorded(first.chain, bytes, code, latency);
        drop();
    }

    @Override
    void flush(SoundCode code) {
        while (!waiting.isEmpty()) {
            Transfer first = waiting.peek();
            deliver(first, Math.min(first.payload, ring().fill()), code);
        }
    }

    @Override
    long position() {
        return 0;
    }

    @Override
    byte[] recorded() {
        ByteBuffer copy = ByteBuffer.allocate(ring().fill());
        ByteBuffer frames = ring().readable(copy.remaining()).duplicate();
        copy.put(frames);
        // what lies beyond the seam begins at the first byte
        for (int at = 0; copy.hasRemaining(); at++) {
            copy.put(frames.limit(frames.capacity()).get(at));
        }
        return copy.array();
    }

    @Override
    void handedBack() {
        // the ring keeps what it has
    }

    @Override
    void thaw(SavedStream saved) {
        ByteBuffer frames = ring().writable(saved.recorded().length);
        int count = frames.remaining();
        frames.put(saved.recorded(), 0, count);
        ring().produced(count);
    }
}

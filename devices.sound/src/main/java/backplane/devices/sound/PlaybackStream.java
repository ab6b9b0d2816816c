// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

import backplane.chain.ChainFault;
import backplane.chain.DescriptorChain;
import backplane.devices.sound.wire.SoundCode;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/** An output stream: messages are copied into the ring as there is room, and answered when the card has taken their last byte. */
final class PlaybackStream extends PcmStream {
    private final Deque<Transfer> untaken = new ArrayDeque<>();
    private long queued;
    private long skip;

    PlaybackStream(StreamPlan plan, String name, AudioOutlet outlet, Answers answers, Loudness loudness, Runnable whenXrun) {
        super(plan, name, answers, loudness, whenXrun, (gauge, moved) -> new PlaybackPump(outlet, loudness, gauge, moved));
    }

    /** Takes a message whose header has been read. */
    void offered(DescriptorChain chain) {
        if (!state().takesFrames()) {
            answers.played(chain, SoundCode.IO_ERR, 0);
            return;
        }
        long bytes = chain.reader().remaining();
        long played = Math.min(skip, bytes);
        skip -= played;
        chain.reader().skip(played);
        Transfer transfer = hold(chain, bytes - played);
        transfer.skipped = played;
        queued += transfer.payload;
        transfer.end = queued;
        untaken.add(transfer);
        settle();
    }

    @Override
    void replaceRing(FrameRing newRing) {
        super.replaceRing(newRing);
        queued = 0;
    }

    @Override
    void settle() {
        for (Transfer first = waiting.peek(); first != null && first.end <= ring().read(); first = waiting.peek()) {
            if (first.left > 0 || isHeldBack()) {
                break;
            }
            if (first.payload == 0) {
                untaken.remove(first);
            }
            answers.played(first.chain, outcome(), gauge.delayFrames() * frameBytes());
            drop();
        }
        take();
    }

    private void take() {
        boolean more = false;
        for (Transfer next = untaken.peek(); next != null && room() > 0; next = untaken.peek()) {
            try {
                while (next.left > 0 && room() > 0) {
                    ByteBuffer into = ring().writable((int) Math.min(next.left, Integer.MAX_VALUE));
                    int count = next.chain.reader().read(into);
                    next.left -= count;
                    ring().produced(count);
                    more = true;
                }
            } catch (ChainFault gone) {
                next.end -= next.left;
                queued -= next.left;
                next.left = 0;
            }
            if (next.left == 0) {
                untaken.poll();
            }
        }
        if (more) {
            nudge();
        }
    }

    private int room() {
        return ring().capacity() - ring().fill();
    }

    private int frameBytes() {
        StreamParameters current = parameters();
        return current == null ? 0 : current.frameBytes();
    }

    @Override
    void flush(SoundCode code) {
        untaken.clear();
        while (!waiting.isEmpty()) {
            answers.played(waiting.peek().chain, code, 0);
            drop();
        }
        queued = ring().written();
        skip = 0;
    }

    @Override
    long position() {
        Transfer first = waiting.peek();
        if (first == null) {
            return skip;
        }
        return first.skipped + Math.max(0, ring().read() - (first.end - first.payload));
    }

    @Override
    byte[] recorded() {
        return new byte[0];
    }

    @Override
    void handedBack() {
        untaken.clear();
        queued = ring().written();
    }

    @Override
    void thaw(SavedStream saved) {
        skip = saved.position();
    }
}

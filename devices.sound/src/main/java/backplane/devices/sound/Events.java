// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

import backplane.chain.ChainFault;
import backplane.chain.DescriptorChain;
import backplane.devices.sound.wire.RequestLayout;
import backplane.devices.sound.wire.SoundCode;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;

/**
 * The event queue: buffers of the driver wait here untouched until there is something to tell. What can't be told for want of a buffer
 * waits, once each, but for an xrun, which is old news by then (VIRTIO 1.4, "PCM notifications"). The device's thread.
 */
final class Events {
    private static final int WORD = 16;

    private final ByteBuffer bytes = ByteBuffer.allocateDirect(RequestLayout.EVENT.size());
    private final Queue<DescriptorChain> buffers = new ArrayDeque<>();
    private final Set<Event> waiting = new LinkedHashSet<>();

    private record Event(SoundCode code, long word) {
    }

    void offered(DescriptorChain buffer) {
        if (buffer.writer().length() < RequestLayout.EVENT.size()) {
            buffer.complete(0);
            return;
        }
        buffers.add(buffer);
        Iterator<Event> oldest = waiting.iterator();
        if (oldest.hasNext()) {
            Event event = oldest.next();
            oldest.remove();
            send(event.code(), event.word());
        }
    }

    void jack(int id, boolean connected) {
        waiting.remove(new Event(connected ? SoundCode.EVT_JACK_DISCONNECTED : SoundCode.EVT_JACK_CONNECTED, id));
        tell(connected ? SoundCode.EVT_JACK_CONNECTED : SoundCode.EVT_JACK_DISCONNECTED, id);
    }

    void xrun(int stream) {
        if (!buffers.isEmpty()) {
            send(SoundCode.EVT_PCM_XRUN, stream);
        }
    }

    /** The value of a control is another one. */
    void control(int id) {
        tell(SoundCode.EVT_CTL_NOTIFY, id | 1L << WORD);
    }

    private void tell(SoundCode code, long word) {
        if (buffers.isEmpty()) {
            waiting.add(new Event(code, word));
        } else {
            send(code, word);
        }
    }

    private void send(SoundCode code, long word) {
        DescriptorChain buffer = buffers.poll();
        RequestLayout.EVENT_CODE.put(bytes, 0, code.code());
        RequestLayout.EVENT_DATA.put(bytes, 0, word);
        try {
            buffer.writer().writeFully(bytes.clear());
            buffer.complete(RequestLayout.EVENT.size());
        } catch (ChainFault gone) {
            buffer.complete(0);
        }
    }

    /**
     * The queue goes away: what the driver gets back is an event of no kind, not what its buffer held before, which Linux would take for
     * news (sound/virtio/virtio_card.c, virtsnd_event_notify_cb looks at no length).
     */
    void release() {
        while (!buffers.isEmpty()) {
            RequestLayout.EVENT_CODE.put(bytes, 0, 0);
            RequestLayout.EVENT_DATA.put(bytes, 0, 0);
            DescriptorChain buffer = buffers.poll();
            buffer.writer().writeFully(bytes.clear());
            buffer.complete(RequestLayout.EVENT.size());
        }
    }

    void handBack() {
        while (!buffers.isEmpty()) {
            buffers.poll().handBack();
        }
    }

    /** The driver begins anew, and asks for all states itself. */
    void reset() {
        waiting.clear();
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.alsa;

import backplane.devices.sound.AudioFault;
import backplane.devices.sound.MixerElement;
import backplane.devices.sound.wire.ControlType;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The knobs of one card. Opened for each look and closed again, because a card that is pulled out is not gone before everybody has let go
 * of it. While somebody listens there is a thread that waits for changes, a tenth of a second at a time. The monitor keeps the one cell
 * memory for one caller at a time; several devices may share a card.
 */
final class AlsaMixer implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(AlsaMixer.class);
    private static final int WAIT_MILLIS = 100;
    private static final long LOOK_AGAIN = 500_000_000L;
    /** Nobody turns more knobs at once; more events than this and the card's driver is broken. */
    private static final int MOST_EVENTS = 256;

    private final AsoundCtl library;
    private final String card;
    private final Cells cells = new Cells();
    private final Cells own = new Cells();
    private volatile List<AlsaElement> elements = List.of();
    private Thread thread;
    private volatile boolean closed;

    /** @param card as the library names it, {@code hw:0} */
    AlsaMixer(AsoundCtl library, String card) {
        this.library = library;
        this.card = card;
    }

    /** The knobs; empty while there is no such card. The same ones each time, once there were some. */
    synchronized List<MixerElement> elements() {
        if (elements.isEmpty()) {
            try {
                long ctl = open(cells);
                try {
                    elements = new AlsaKnobs(library, card, ctl).all().stream().map(traits -> new AlsaElement(this, traits)).toList();
                } finally {
                    library.snd_ctl_close(ctl);
                }
            } catch (AudioFault absent) {
                LOG.info("no knobs: {}", absent.getMessage());
            }
        }
        return List.copyOf(elements);
    }

    /** The caller holds the monitor. */
    void read(AlsaElement element, long[] into) throws AudioFault {
        with(element, (ctl, value) -> {
            AlsaError.check(card, element.name(), library.snd_ctl_elem_read(ctl, value));
            for (int at = 0; at < element.count(); at++) {
                into[at] = get(element.type(), value, at);
            }
            return false;
        });
    }

    /** The caller holds the monitor. Returns whether something is different now. */
    boolean write(AlsaElement element, long[] values) throws AudioFault {
        return with(element, (ctl, value) -> {
            for (int at = 0; at < element.count(); at++) {
                set(element.type(), value, at, values[at]);
            }
            return AlsaError.check(card, element.name(), library.snd_ctl_elem_write(ctl, value)) > 0;
        });
    }

    /** Starts the thread if somebody listens now; it ends by itself. */
    synchronized void listen() {
        if (thread == null && !closed && isListenedTo()) {
            thread = new Thread(this, "sound mixer " + card);
            thread.setDaemon(true);
            thread.start();
        }
    }

    void close() {
        closed = true;
    }

    @Override
    public void run() {
        while (!retire()) {
            try {
                follow();
            } catch (AudioFault gone) {
                LOG.debug("looking for the card again", gone);
                LockSupport.parkNanos(this, LOOK_AGAIN);
            }
        }
    }

    private synchronized boolean retire() {
        boolean over = closed || !isListenedTo();
        if (over) {
            thread = null;
        }
        return over;
    }

    private boolean isListenedTo() {
        return elements.stream().anyMatch(AlsaElement::isListenedTo);
    }

    private void follow() throws AudioFault {
        long ctl = open(own);
        try {
            AlsaError.check(card, "snd_ctl_event_malloc", library.snd_ctl_event_malloc(own.at(0)));
            long event = own.pointer(0);
            try {
                AlsaError.check(card, "snd_ctl_subscribe_events", library.snd_ctl_subscribe_events(ctl, 1));
                // what was turned while nobody looked
                elements.forEach(AlsaElement::look);
                while (!closed && isListenedTo()) {
                    if (AlsaError.check(card, "snd_ctl_wait", library.snd_ctl_wait(ctl, WAIT_MILLIS)) > 0) {
                        take(ctl, event);
                        elements.forEach(AlsaElement::look);
                    }
                }
            } finally {
                library.snd_ctl_event_free(event);
            }
        } finally {
            library.snd_ctl_close(ctl);
        }
    }

    private void take(long ctl, long event) throws AudioFault {
        for (int count = 0; count < MOST_EVENTS; count++) {
            int answer = library.snd_ctl_read(ctl, event);
            if (AlsaError.EAGAIN.is(answer) || answer == 0) {
                return;
            }
            AlsaError.check(card, "snd_ctl_read", answer);
        }
    }

    /** Something done with a card that is open and a value that names an element. */
    private interface Act {
        boolean on(long ctl, long value) throws AudioFault;
    }

    /** By name, not by number: a card that was gone may number its knobs anew. */
    private boolean with(AlsaElement element, Act act) throws AudioFault {
        long ctl = open(cells);
        try {
            AlsaError.check(card, "snd_ctl_elem_value_malloc", library.snd_ctl_elem_value_malloc(cells.at(0)));
            long value = cells.pointer(0);
            try {
                library.snd_ctl_elem_value_set_interface(value, AsoundCtl.MIXER);
                library.snd_ctl_elem_value_set_name(value, element.name());
                library.snd_ctl_elem_value_set_index(value, element.index());
                return act.on(ctl, value);
            } finally {
                library.snd_ctl_elem_value_free(value);
            }
        } finally {
            library.snd_ctl_close(ctl);
        }
    }

    private long open(Cells where) throws AudioFault {
        AlsaError.check(card, "snd_ctl_open", library.snd_ctl_open(where.at(0), card, Asound.NONBLOCK));
        return where.pointer(0);
    }

    private long get(ControlType type, long value, int at) {
        return switch (type) {
            case BOOLEAN -> library.snd_ctl_elem_value_get_boolean(value, at);
            case INTEGER -> library.snd_ctl_elem_value_get_integer(value, at);
            case INTEGER64 -> library.snd_ctl_elem_value_get_integer64(value, at);
            case ENUMERATED -> library.snd_ctl_elem_value_get_enumerated(value, at);
            default -> library.snd_ctl_elem_value_get_byte(value, at) & 0xff;
        };
    }

    private void set(ControlType type, long value, int at, long number) {
        switch (type) {
            case BOOLEAN -> library.snd_ctl_elem_value_set_boolean(value, at, number);
            case INTEGER -> library.snd_ctl_elem_value_set_integer(value, at, number);
            case INTEGER64 -> library.snd_ctl_elem_value_set_integer64(value, at, number);
            case ENUMERATED -> library.snd_ctl_elem_value_set_enumerated(value, at, (int) number);
            default -> library.snd_ctl_elem_value_set_byte(value, at, (byte) number);
        }
    }
}

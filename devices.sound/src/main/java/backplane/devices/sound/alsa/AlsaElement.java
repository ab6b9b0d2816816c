// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.alsa;

import backplane.devices.sound.AudioFault;
import backplane.devices.sound.MixerElement;
import backplane.devices.sound.wire.ControlRole;
import backplane.devices.sound.wire.ControlType;
import java.util.Arrays;
import java.util.List;

/** A knob of a card. What it is does not change; its values are asked for at the card each time. Any thread. */
final class AlsaElement implements MixerElement {
    private final AlsaMixer mixer;
    private final Traits traits;
    private final long[] known;
    private final long[] now;
    private volatile Runnable listener;

    /**
     * What describes a knob.
     *
     * @param min of a number; so are {@code max} and {@code step}
     */
    record Traits(String name, int index, ControlType type, int count, boolean readable, boolean writable, boolean unsteady, long min,
            long max, long step, List<String> items, int[] tlv) {
        /** Linux names its knobs by what they do (Documentation/sound/designs/control-names.rst). */
        ControlRole role() {
            return name.endsWith("Volume") ? ControlRole.VOLUME : name.endsWith("Switch") ? ControlRole.MUTE
                    : name.contains("Gain") || name.contains("Boost") ? ControlRole.GAIN : ControlRole.UNDEFINED;
        }
    }

    AlsaElement(AlsaMixer mixer, Traits traits) {
        this.mixer = mixer;
        this.traits = traits;
        this.known = new long[traits.count()];
        this.now = new long[traits.count()];
    }

    @Override
    public String name() {
        return traits.name();
    }

    @Override
    public int index() {
        return traits.index();
    }

    @Override
    public ControlType type() {
        return traits.type();
    }

    @Override
    public ControlRole role() {
        return traits.role();
    }

    @Override
    public int count() {
        return traits.count();
    }

    @Override
    public boolean isReadable() {
        return traits.readable();
    }

    @Override
    public boolean isWritable() {
        return traits.writable();
    }

    @Override
    public boolean isVolatile() {
        return traits.unsteady();
    }

    @Override
    public long min() {
        return traits.min();
    }

    @Override
    public long max() {
        return traits.max();
    }

    @Override
    public long step() {
        return traits.step();
    }

    @Override
    public List<String> items() {
        return traits.items();
    }

    @Override
    public int[] tlv() {
        return traits.tlv().clone();
    }

    @Override
    public void read(long[] into) throws AudioFault {
        synchronized (mixer) {
            mixer.read(this, into);
        }
    }

    @Override
    public boolean write(long[] values) throws AudioFault {
        synchronized (mixer) {
            boolean changed = mixer.write(this, values);
            // the card tells of it, as of anybody's change; that one is then no news
            System.arraycopy(values, 0, known, 0, known.length);
            return changed;
        }
    }

    @Override
    public void onChange(Runnable newListener) {
        synchronized (mixer) {
            listener = null;
            if (newListener != null && traits.readable() && !traits.unsteady()) {
                try {
                    mixer.read(this, known);
                } catch (AudioFault gone) {
                    // looked at again when the card is back
                    Arrays.fill(known, Long.MIN_VALUE);
                }
                listener = newListener;
            }
        }
        mixer.listen();
    }

    boolean isListenedTo() {
        return listener != null;
    }

    /** Something of the card has changed: tells if it was this. The mixer's thread. */
    void look() {
        Runnable told = listener;
        if (told == null) {
            return;
        }
        synchronized (mixer) {
            try {
                mixer.read(this, now);
            } catch (AudioFault gone) {
                return;
            }
            if (Arrays.equals(now, known)) {
                return;
            }
            System.arraycopy(now, 0, known, 0, known.length);
        }
        told.run();
    }
}

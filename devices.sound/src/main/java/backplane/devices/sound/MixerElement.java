// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

import backplane.devices.sound.wire.ControlRole;
import backplane.devices.sound.wire.ControlType;
import java.util.List;

/**
 * A knob of a sound card that the driver may see as a control (VIRTIO 1.4, "Control elements"): a port. What describes it is constant.
 * Methods are called on the device's thread and must not block for longer than 50 ms; the listener may be called on any thread.
 */
public interface MixerElement {
    /** At most so many values by type; the specification's {@code virtio_snd_ctl_value}. */
    int MOST_VALUES = 128;

    /** ASCII, 1 to 43 characters, such as {@code Master Playback Volume}. Names that occur again are told apart by {@link #index()}. */
    String name();

    /** 0 or more. */
    int index();

    ControlType type();

    ControlRole role();

    /** How many values, 1 to what the type allows. */
    int count();

    boolean isReadable();

    boolean isWritable();

    /** Whether the value changes without a notice, as a level meter's does. */
    boolean isVolatile();

    /** Of an INTEGER or INTEGER64; 0 else. */
    long min();

    /** Of an INTEGER or INTEGER64, {@link #min()} or more; 0 else. */
    long max();

    /** Of an INTEGER or INTEGER64; 0 if it varies, and for other types. */
    long step();

    /** The names of an ENUMERATED's values in order, ASCII, at most 63 characters each; empty for other types. */
    List<String> items();

    /**
     * The values now.
     *
     * @param into has room for {@link #count()}: numbers, 0 and 1 for a BOOLEAN, an index into {@link #items()}, or a byte each for BYTES
     *             and IEC958
     */
    void read(long[] into) throws AudioFault;

    /**
     * Sets the values, of which each was checked against the element's range.
     *
     * @param values the first {@link #count()} are meant
     * @return whether anything is different now. The listener is not called for a change that comes from here
     */
    boolean write(long[] values) throws AudioFault;

    /**
     * What the values mean in decibels and so on, as ALSA's TLV: type, length in bytes, that many bytes as words (sound/tlv.h).
     *
     * @return words, at least two of them; empty if there is nothing to tell
     */
    int[] tlv();

    /**
     * Whom to tell when the values change and it was not {@link #write}: the hardware, another program. Replaces the one before.
     *
     * @param listener returns at once; null for nobody
     */
    void onChange(Runnable listener);
}

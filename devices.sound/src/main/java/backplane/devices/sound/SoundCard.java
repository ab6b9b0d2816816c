// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

import java.util.List;

/**
 * One kind of place that streams can be connected to: a port. Places are named {@code SCHEME} or {@code SCHEME:PLACE} in the
 * configuration, such as {@code alsa:hw:0,0} or {@code tone:440}. Any thread.
 */
public interface SoundCard {
    /** The words before the colon that this kind answers to, such as {@code alsa}; each belongs to one kind alone. Constant. */
    List<String> schemes();

    /**
     * The way out to a place. Opens nothing yet.
     *
     * @param place  as configured, with its scheme
     * @param stream whose frames go there, for the names of files and in logs: {@code DEVICE-STREAM}
     * @throws IllegalArgumentException if there can be no such place; the message says what is allowed
     */
    AudioOutlet outlet(String place, String stream);

    /**
     * The way in from a place. Opens nothing yet.
     *
     * @param place  as configured, with its scheme
     * @param stream whose frames come from there: {@code DEVICE-STREAM}
     * @throws IllegalArgumentException if there can be no such place; the message says what is allowed
     */
    AudioInlet inlet(String place, String stream);

    /**
     * The knobs of a place, in an order that stays. The same objects may be given to several devices one after another.
     *
     * @throws IllegalArgumentException if there can be no such place
     */
    List<MixerElement> elements(String place);
}

// SPDX-License-Identifier: Apache-2.0
/**
 * The virtio sound device. Read in this order: {@link backplane.devices.sound.SoundCard} (the port to what sounds),
 * {@link backplane.devices.sound.AudioOutlet} and {@link backplane.devices.sound.AudioInlet} (the ways of one stream's frames),
 * {@link backplane.devices.sound.MixerElement} (a knob).
 *
 * <p>Threads: the device's, which alone touches chains and decides, and one for each stream that is prepared, which alone calls its
 * {@link backplane.devices.sound.AudioPath}. Between them is a ring of bytes.
 */
package backplane.devices.sound;

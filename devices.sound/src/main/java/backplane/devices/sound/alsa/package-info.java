// SPDX-License-Identifier: Apache-2.0
/**
 * Sound cards of the host through ALSA's library, and so whatever it has a name for: cards, its mixer, sound servers. What is native is
 * behind {@link backplane.devices.sound.alsa.Asound}; no other package of the house knows of it.
 *
 * <p>A path is never blocked in the library: its PCM is non-blocking, and waiting is done a few milliseconds at a time, so that a stop is
 * heard in time and a card that hangs hurts its own stream only.
 */
package backplane.devices.sound.alsa;

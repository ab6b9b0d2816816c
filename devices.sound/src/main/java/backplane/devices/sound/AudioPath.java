// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

/**
 * The way of one stream's frames to or from a sound card: what {@link AudioOutlet} and {@link AudioInlet} have in common.
 *
 * <pre>
 *   closed ──open──► stopped ──start──► running ──stop──► stopped ──close──► closed
 *                       └──────────────── close ◄────────────┘
 * </pre>
 *
 * <p>{@link #open} to {@link #close} and the transfer are called on one thread, the stream's, one at a time; between a close and the next
 * open that may become another one. {@link #wake()}, {@link #abilities()} and {@link #description()} are called on any thread, the
 * counts too. No method but {@code open} may allocate in steady state, and none but {@code open} may take longer than a period; the
 * driver gives up after a second (sound/virtio/virtio_card.c, msg_timeout_ms), so {@code open} has at most half of that.
 */
public interface AudioPath {
    /** As logs and the console show it, such as {@code alsa:hw:0,0}. Constant. */
    String description();

    /**
     * What the card can do, asked anew each time; for a card that is not there at the moment, what it could when last seen, or all.
     * May block for half a second.
     */
    PcmAbilities abilities();

    /**
     * What is known of {@link #abilities()} without touching hardware, for a device that is made beside the one that has it. May be more
     * than the card can.
     */
    default PcmAbilities likelyAbilities() {
        return abilities();
    }

    /**
     * Makes ready for {@code wanted}. Period and buffer are wishes: a card may take others, as long as its buffer holds no more than
     * four times what was asked.
     *
     * @param memo of another path to the same place, from {@link #memo()}, to go on where that one stopped; empty if there is none. It
     *             is untrusted: what can't be read is as good as empty
     * @throws AudioFault if the card isn't there or can't; the path is closed then
     */
    void open(StreamParameters wanted, byte[] memo) throws AudioFault;

    /**
     * The clock runs from here on. An outlet plays what has been written before; one that needs some frames to begin with waits for
     * them without an error.
     */
    void start() throws AudioFault;

    /** The clock stands still; what an outlet has not played yet is kept for the next start if the card can, else dropped. */
    void stop() throws AudioFault;

    /** Frees the card at once. Does nothing if closed. Never throws. */
    void close();

    /**
     * Makes the transfer that is going on, or else the next one, return within 20 ms with what it has. Any thread; may come at any
     * time, and does nothing on a closed path.
     */
    void wake();

    /**
     * For an outlet the frames that were written and have not sounded yet; for an inlet those that have been recorded and not read.
     * 0 or more; 0 if the card can't tell. Stream's thread.
     */
    long delayFrames();

    /**
     * How often the card ran out of frames, or out of room, since the path was made, each time counted once and recovered inside of the
     * transfer. Any thread.
     */
    long xruns();

    /**
     * What a path to the same place, of a later version of this bundle, needs to go on without a frame lost or repeated. Called while
     * stopped, before {@code close}.
     *
     * @return at most 4096 bytes; empty for what has no memory
     */
    default byte[] memo() {
        return new byte[0];
    }
}

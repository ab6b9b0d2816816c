// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

/** A sound card did not do what was asked. The message names the card, what was tried and what it said. */
public final class AudioFault extends Exception {
    private static final long serialVersionUID = 1L;

    /** What the driver and the operator should make of it. */
    public enum Reason {
        /** The card takes other parameters than were asked for; the message names the parameter and both values. */
        MISMATCH,
        /** Somebody else has it. It may be free later. */
        BUSY,
        /** It is not there, or no longer. It may come back: opening it again is worth a try. */
        LOST,
        /** Everything else. */
        FAILED
    }

    private final Reason reason;

    public AudioFault(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}

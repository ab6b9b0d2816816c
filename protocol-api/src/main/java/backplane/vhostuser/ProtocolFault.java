// SPDX-License-Identifier: Apache-2.0
package backplane.vhostuser;

/** The front-end broke the protocol, or asked for what cannot be. Mapped to a reply or a close by the host's session. */
public final class ProtocolFault extends Exception {
    private static final long serialVersionUID = 1L;

    /** What was wrong. */
    public enum Reason {
        /** Where the next message begins is not known any more: bad version, an oversized payload, an end within a message. */
        FRAMING_LOST,
        /** REPLY is set, but nothing was asked. */
        UNEXPECTED_REPLY,
        UNKNOWN_REQUEST,
        /** A request of a protocol feature that was not negotiated, or of one that is not offered. */
        NOT_NEGOTIATED,
        BAD_SIZE,
        BAD_FD_COUNT,
        /** A descriptor of a kind that cannot be used. */
        BAD_FD,
        /** A vring that the device has not. */
        BAD_INDEX,
        BAD_VALUE,
        /** The request does not fit what is going on: a running ring, a missing earlier message. */
        BAD_STATE,
        /** Memory that cannot be mapped, or an address outside of it. */
        BAD_MEMORY,
        /** The device or the machine cannot do it now. */
        FAILED
    }

    private final Reason reason;

    public ProtocolFault(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}

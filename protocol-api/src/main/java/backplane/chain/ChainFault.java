// SPDX-License-Identifier: Apache-2.0
package backplane.chain;

/**
 * A descriptor chain that the driver built wrongly, or a request shorter than the device needs. No stack trace: a guest can
 * cause as many as it likes. A device may catch it and write its own error status; one that does not gets the chain returned
 * with a used length of 0.
 */
public final class ChainFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What was wrong. */
    public enum Reason {
        /** A descriptor index that is not in the table. */
        INDEX_OUT_OF_RANGE,
        /** More descriptors than the table has: a loop. */
        LOOP,
        /** A readable descriptor after a writable one (VIRTIO 1.4, "Message Framing"). */
        READABLE_AFTER_WRITABLE,
        /** A descriptor whose bytes are in no memory region. */
        UNMAPPED,
        /** The lengths add up to 2^32 or more. */
        TOO_LONG,
        /** An indirect table that was not negotiated. */
        INDIRECT_NOT_NEGOTIATED,
        /** An indirect table inside another. */
        NESTED_INDIRECT,
        /** INDIRECT together with NEXT. */
        INDIRECT_WITH_NEXT,
        /** An indirect table whose length is 0 or no multiple of 16. */
        BAD_INDIRECT_LENGTH,
        /** More descriptors than the host takes in one chain. */
        TOO_MANY_DESCRIPTORS,
        /** The request has fewer readable bytes than the device needs. */
        REQUEST_TOO_SHORT,
        /** The request has fewer writable bytes than the answer takes. */
        RESPONSE_TOO_SHORT
    }

    private final Reason reason;

    public ChainFault(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.memory;

/** Guest memory cannot be had, or an address is not in it. No stack trace: a guest can cause as many as it likes. */
public final class MemoryFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What was wrong. */
    public enum Reason {
        /** An address range that no region holds whole. */
        UNMAPPED,
        /** Two regions share guest or front-end addresses. */
        OVERLAP,
        /** Address plus size, or offset plus size, passes 2^64 (or 2^63 for files). */
        WRAPS,
        /** A region of no bytes. */
        EMPTY,
        /** A region, or the sum of them, is larger than can be mapped. */
        TOO_LARGE,
        /** The file ends before the region does. */
        FILE_TOO_SHORT,
        /** An address that is not a multiple of what the specification asks. */
        MISALIGNED,
        /** More regions than the host keeps. */
        TOO_MANY_REGIONS,
        /** The region that is to be removed is not there. */
        NO_SUCH_REGION,
        /** The kernel refused the mapping. */
        REFUSED
    }

    private final Reason reason;

    public MemoryFault(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}

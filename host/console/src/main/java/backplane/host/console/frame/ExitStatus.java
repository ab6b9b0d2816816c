// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.frame;

/** How a command ended, as {@code vhostctl}'s exit status. */
public enum ExitStatus {
    OK(0),
    /** The command was understood and refused, or failed. */
    REFUSED(1),
    /** No such command, or arguments that it does not take. */
    USAGE(2),
    /** Never sent: the client found no host, or lost it. */
    NO_HOST(3);

    private final int code;

    ExitStatus(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.kernel;

/** A system call failed. Carries the error as a value, so that a caller can decide by it. */
public final class KernelFault extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Errno errno;

    /**
     * @param what what was tried and on what, such as {@code bind /run/gpio0.sock}
     */
    public KernelFault(Errno errno, String what) {
        super(what + ": " + errno);
        this.errno = errno;
    }

    public Errno errno() {
        return errno;
    }
}

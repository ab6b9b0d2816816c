// SPDX-License-Identifier: Apache-2.0
package backplane.memory.mmap.linux;

import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import com.sun.jna.Native;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The one place where an error of the kernel becomes a {@link KernelFault}. Any thread.
 *
 * <p>java.nio.file tells the error number only as the text of strerror(3), so the same function is asked for the
 * text of each number that we know, in the same process and so in the same language.
 */
public final class KernelErrors {
    private static final Map<String, Errno> BY_TEXT = new HashMap<>();
    /** Looked up by those who must not allocate, which Errno.of does. */
    private static final Errno[] BY_NUMBER = new Errno[134];

    static {
        // loaded when the first call has failed: the calls below must not replace its number
        int before = Native.getLastError();
        Arrays.fill(BY_NUMBER, Errno.OTHER);
        for (Errno errno : Errno.values()) {
            if (errno != Errno.OTHER) {
                BY_NUMBER[errno.number()] = errno;
                BY_TEXT.put(Libc.strerror(errno.number()), errno);
            }
        }
        Native.setLastError(before);
    }

    private KernelErrors() {
    }

    /** Why the last call of {@link Libc} by this thread failed. Allocates nothing. */
    public static Errno last() {
        return of(Native.getLastError());
    }

    /**
     * The fault of the last call of {@link Libc} by this thread.
     *
     * @param what what was tried and on what
     */
    public static KernelFault lastFault(String what) {
        int number = Native.getLastError();
        Errno errno = of(number);
        return new KernelFault(errno, errno == Errno.OTHER ? what + " (errno " + number + ")" : what);
    }

    /**
     * The fault behind an exception of java.nio.file.
     *
     * @param what what was tried and on what
     */
    public static KernelFault fault(IOException cause, String what) {
        Errno errno = of(cause);
        KernelFault fault = new KernelFault(errno, errno == Errno.OTHER ? what + " (" + cause.getMessage() + ")" : what);
        fault.initCause(cause);
        return fault;
    }

    private static Errno of(int number) {
        return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : Errno.OTHER;
    }

    private static Errno of(IOException cause) {
        if (cause instanceof NoSuchFileException) {
            return Errno.ENOENT;
        }
        if (cause instanceof AccessDeniedException) {
            return Errno.EACCES;
        }
        String text = cause instanceof FileSystemException file ? file.getReason() : cause.getMessage();
        return BY_TEXT.getOrDefault(text, Errno.OTHER);
    }
}

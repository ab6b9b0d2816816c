// SPDX-License-Identifier: Apache-2.0
package backplane.kernel;

/** Linux error numbers that somebody tells apart (include/uapi/asm-generic/errno-base.h and errno.h). */
public enum Errno {
    EPERM(1), ENOENT(2), EINTR(4), EIO(5), ENXIO(6), EBADF(9), EAGAIN(11), ENOMEM(12), EACCES(13), EFAULT(14),
    EBUSY(16), EEXIST(17), ENODEV(19), ENOTDIR(20), EISDIR(21), EINVAL(22), ENFILE(23), EMFILE(24), ENOTTY(25),
    ENOSPC(28), EPIPE(32), ERANGE(34), ENAMETOOLONG(36), ENODATA(61), EPROTO(71), EBADMSG(74), EOVERFLOW(75), EMSGSIZE(90),
    EOPNOTSUPP(95), EADDRINUSE(98), ENOBUFS(105), ECONNRESET(104),
    ESHUTDOWN(108), ETIMEDOUT(110), ECONNREFUSED(111), EREMOTEIO(121),
    /** A number that is not in this list; the fault's text has it. */
    OTHER(-1);

    private final int number;

    Errno(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    public static Errno of(int number) {
        for (Errno errno : values()) {
            if (errno.number == number) {
                return errno;
            }
        }
        return OTHER;
    }
}

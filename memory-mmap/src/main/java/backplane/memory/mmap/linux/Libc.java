// SPDX-License-Identifier: Apache-2.0
package backplane.memory.mmap.linux;

import com.sun.jna.Native;
import java.nio.ByteBuffer;

/**
 * The C library, by JNA's direct mapping: numbers only, so that a call allocates nothing. Any thread. A failed call returns -1,
 * and {@link KernelErrors} tells why, if asked before the next call of the same thread.
 * Source: the manual pages of section 2, and include/uapi/ of Linux for the constants (those of amd64 and aarch64 agree).
 */
public final class Libc {
    /** fcntl(2). */
    public static final int F_GETFL = 3;
    public static final int F_SETFL = 4;
    public static final int F_DUPFD_CLOEXEC = 1030;
    public static final int F_ADD_SEALS = 1033;
    public static final int F_GET_SEALS = 1034;
    public static final int F_SEAL_SHRINK = 2;
    public static final int F_SEAL_GROW = 4;
    public static final int O_ACCMODE = 3;
    public static final int O_WRONLY = 1;
    public static final int O_RDWR = 2;
    public static final int O_NOCTTY = 0x100;
    public static final int O_NONBLOCK = 0x800;
    public static final int O_CLOEXEC = 0x80000;

    /** socket(2), recv(2), send(2), shutdown(2). */
    public static final int AF_UNIX = 1;
    public static final int SOCK_STREAM = 1;
    public static final int SOCK_DGRAM = 2;
    public static final int SOL_SOCKET = 1;
    public static final int SCM_RIGHTS = 1;
    public static final int MSG_PEEK = 0x2;
    public static final int MSG_CTRUNC = 0x8;
    public static final int MSG_DONTWAIT = 0x40;
    public static final int MSG_NOSIGNAL = 0x4000;
    public static final int MSG_CMSG_CLOEXEC = 0x4000_0000;
    public static final int SHUT_RDWR = 2;

    /** poll(2), epoll_ctl(2). */
    public static final int POLLIN = 1;
    public static final int POLLOUT = 4;
    public static final int POLLRDHUP = 0x2000;
    public static final int EPOLL_CTL_ADD = 1;
    public static final int EPOLL_CTL_DEL = 2;
    public static final int EPOLLIN = 1;
    public static final int EPOLLET = 1 << 31;

    /** mmap(2), memfd_create(2). */
    public static final int PROT_READ = 1;
    public static final int PROT_WRITE = 2;
    public static final int MAP_SHARED = 1;
    public static final int MAP_PRIVATE = 2;
    public static final int MAP_FIXED = 0x10;
    public static final int MAP_ANONYMOUS = 0x20;
    public static final int MAP_NORESERVE = 0x4000;
    public static final int SEEK_SET = 0;
    public static final int SEEK_CUR = 1;
    public static final int MFD_CLOEXEC = 1;
    public static final int MFD_ALLOW_SEALING = 2;

    /** statx(2), statfs(2), sysconf(3). */
    public static final int AT_FDCWD = -100;
    public static final int AT_SYMLINK_NOFOLLOW = 0x100;
    public static final int AT_EMPTY_PATH = 0x1000;
    public static final int STATX_BASIC_STATS = 0x7ff;
    public static final long HUGETLBFS_MAGIC = 0x9584_58f6L;
    public static final int SC_PAGESIZE = 30;

    static {
        Native.register(Libc.class, "c");
    }

    private Libc() {
    }

    /** The JDK closes only descriptors that it opened. */
    public static native int close(int fd);

    /** Character devices: the JDK's channels have no ioctl, and do not tell their descriptor. */
    public static native int open(long path, int flags, int mode);

    /** What a device does beside reading and writing. JNA passes the address of the buffer's position. */
    public static native int ioctl(int fd, long request, ByteBuffer argument);

    /** See {@link #ioctl(int, long, ByteBuffer)}. */
    public static native int ioctl(int fd, long request, long argument);

    /** Character devices, without a copy; from the buffer's position on. */
    public static native long read(int fd, ByteBuffer into, long count);

    /** See {@link #read(int, ByteBuffer, long)}. */
    public static native long write(int fd, ByteBuffer from, long count);

    /** Empties a pipe that is used as a notification; the JDK's streams would block or throw. */
    public static native long read(int fd, long buffer, long count);

    /** Signals an eventfd or a pipe. */
    public static native long write(int fd, long buffer, long count);

    /** Makes descriptors non-blocking, duplicates them, reads and sets seals: the JDK has none of it. */
    public static native int fcntl(int fd, int command, long argument);

    /** Keeps the number of a descriptor that was handed down taken, after the descriptor itself has been given on. */
    public static native int dup3(int from, int to, int flags);

    /** A barrier for the service manager: it closes its end when it gets there. */
    public static native int pipe2(long numbers, int flags);

    /** Waits for room on one socket, with a limit. */
    public static native int poll(long fds, long count, int timeoutMillis);

    /** A socket that is bound but not listening yet: the JDK's channels do both at once, and pass no descriptors. */
    public static native int socket(int domain, int type, int protocol);

    /** See {@link #socket}. */
    public static native int bind(int fd, long address, int length);

    /** See {@link #socket}: only now may anyone connect. */
    public static native int listen(int fd, int backlog);

    /** See {@link #socket}. */
    public static native int accept4(int fd, long address, long length, int flags);

    /** See {@link #socket}. */
    public static native int connect(int fd, long address, int length);

    /** Where a socket is that was handed down. */
    public static native int getsockname(int fd, long address, long length);

    /** Who the peer is, and what kind of socket a front-end has sent. */
    public static native int getsockopt(int fd, int level, int option, long value, long length);

    /** Wakes a thread in accept or recvmsg while the number stays taken; closing would give it away under that thread. */
    public static native int shutdown(int fd, int how);

    /** Bytes with descriptors, close-on-exec, and told of truncation: the JDK has none of it. */
    public static native long recvmsg(int fd, long header, int flags);

    /** Bytes with descriptors, without waiting. */
    public static native long sendmsg(int fd, long header, int flags);

    /** Signals a socket that is used as a notification, without SIGPIPE and without waiting. */
    public static native long send(int fd, long buffer, long count, int flags);

    /** Call descriptors of ours, and the poller's own. */
    public static native int eventfd(int initial, int flags);

    /** The JDK's selectors take no eventfd. */
    public static native int epoll_create1(int flags);

    /** See {@link #epoll_create1}. */
    public static native int epoll_ctl(int epoll, int operation, int fd, long event);

    /** See {@link #epoll_create1}. */
    public static native int epoll_wait(int epoll, long events, int most, int timeoutMillis);

    /** Where a thread runs; the JDK has priorities at most. */
    public static native int sched_setaffinity(int thread, long size, long mask);

    /** See {@link #sched_setaffinity}. */
    public static native int sched_getaffinity(int thread, long size, long mask);

    /** See {@link #sched_setaffinity}. */
    public static native int sched_setscheduler(int thread, int policy, long parameters);

    /** Guest memory; FileChannel.map takes no descriptor, and cannot put zeros over a mapping that is given up. */
    public static native long mmap(long address, long length, int protection, int flags, int fd, long offset);

    /** See {@link #mmap}. */
    public static native int munmap(long address, long length);

    /** From a file to a socket, from the position on that the open file has, whoever holds it: how far a send came outlives the sender. */
    public static native long sendfile(int socket, int file, long offset, long count);

    /** See {@link #sendfile}: asks for that position, and sets it. */
    public static native long lseek(int fd, long offset, int whence);

    /** Memory that can be given to another process; the JDK has none. */
    public static native int memfd_create(long name, int flags);

    /** Gives a new memfd its size. */
    public static native int ftruncate(int fd, long length);

    /** Kind and size of a descriptor. Unlike struct stat, its layout is the same on every machine. */
    public static native int statx(int folder, long path, int flags, int mask, long into);

    /** Whether a file is of huge pages, and of which size. */
    public static native int fstatfs(int fd, long into);

    /** The size of a page. */
    public static native long sysconf(int name);

    /** The text of an error number, to tell which number stood behind a text of the JDK. */
    public static native String strerror(int number);
}

// SPDX-License-Identifier: Apache-2.0
package backplane.memory.mmap.linux;

import com.sun.jna.Native;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Descriptors of all kinds, as a front-end might send them, and how many of them are open. */
public final class Plumbing {
    private static final int O_DIRECTORY_OR_FILE = 0;

    static {
        Native.register(Plumbing.class, "c");
        try {
            // the JDK keeps a socket from its first channel on
            FileChannel.open(Path.of("/dev/null")).close();
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    /** Two ends: of a pipe first the one that is read. */
    record Ends(LinuxFd first, LinuxFd second) {
        void close() {
            first.close();
            second.close();
        }
    }

    private Plumbing() {
    }

    static Ends pipe() {
        try (NativeBlock numbers = new NativeBlock(8)) {
            check(pipe2(numbers.address(), Libc.O_CLOEXEC));
            return ends(numbers);
        }
    }

    static Ends socketPair(int type) {
        try (NativeBlock numbers = new NativeBlock(8)) {
            check(socketpair(Libc.AF_UNIX, type | Libc.O_CLOEXEC, 0, numbers.address()));
            return ends(numbers);
        }
    }

    /** Read-only. */
    public static LinuxFd opened(Path path) {
        return new LinuxFd(check(open(path.toString(), O_DIRECTORY_OR_FILE | Libc.O_CLOEXEC)));
    }

    /** As memory that its owner may still truncate. */
    public static LinuxFd unsealedMemory(long size) {
        try (NativeBlock name = NativeBlock.ofString(new byte[] {'t'})) {
            LinuxFd fd = new LinuxFd(check(Libc.memfd_create(name.address(), Libc.MFD_CLOEXEC | Libc.MFD_ALLOW_SEALING)));
            check(Libc.ftruncate(fd.number(), size));
            return fd;
        }
    }

    public static int check(int result) {
        if (result < 0) {
            throw new IllegalStateException(KernelErrors.last().toString());
        }
        return result;
    }

    private static Ends ends(NativeBlock numbers) {
        return new Ends(new LinuxFd(numbers.bytes().getInt(0)), new LinuxFd(numbers.bytes().getInt(4)));
    }

    /** Open sockets, pipes, memory and anonymous objects: what the JVM opens by itself, such as jars, does not count. */
    public static List<String> open() {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.map(Plumbing::describe).filter(text -> text.matches("\\d+ (socket:|pipe:|anon_inode:|/memfd:|/dev/null).*"))
                    .sorted().toList();
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    private static String describe(Path entry) {
        try {
            return entry.getFileName() + " " + Files.readSymbolicLink(entry);
        } catch (IOException expected) {
            return "gone";
        }
    }

    private static native int pipe2(long numbers, int flags);

    private static native int socketpair(int domain, int type, int protocol, long numbers);

    private static native int open(String path, int flags);
}

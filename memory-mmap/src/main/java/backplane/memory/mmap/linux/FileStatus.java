// SPDX-License-Identifier: Apache-2.0
package backplane.memory.mmap.linux;

import backplane.kernel.KernelFault;
import backplane.wire.U16;
import backplane.wire.U32;
import backplane.wire.U64;
import backplane.wire.WireStruct;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * What a descriptor or a path stands for (statx(2), whose layout is the same on every machine). Immutable.
 *
 * @param mode  type and permissions
 * @param size  bytes
 * @param inode with {@code device}, which file it is
 */
public record FileStatus(int mode, long size, long inode, long device) {
    private static final WireStruct.Table T = WireStruct.hostEndian("statx");

    static {
        T.u32("stx_mask");
        T.u32("stx_blksize");
        T.u64("stx_attributes");
        T.u32("stx_nlink");
        T.u32("stx_uid");
        T.u32("stx_gid");
    }

    private static final U16 MODE = T.u16("stx_mode");

    static {
        T.pad(2);
    }

    private static final U64 INODE = T.u64("stx_ino");
    private static final U64 SIZE = T.u64("stx_size");

    static {
        T.u64("stx_blocks");
        T.u64("stx_attributes_mask");
        T.bytes("stx_atime, btime, ctime, mtime", 64);
        T.u32("stx_rdev_major");
        T.u32("stx_rdev_minor");
    }

    private static final U32 DEVICE_MAJOR = T.u32("stx_dev_major");
    private static final U32 DEVICE_MINOR = T.u32("stx_dev_minor");

    static {
        T.bytes("later fields", 112);
    }

    private static final WireStruct LAYOUT = T.end(256);

    private static final int TYPE = 0xf000;
    private static final int PIPE = 0x1000;
    private static final int CHARACTERS = 0x2000;
    private static final int FOLDER = 0x4000;
    private static final int BLOCKS = 0x6000;
    private static final int REGULAR = 0x8000;
    private static final int LINK = 0xa000;
    private static final int SOCKET = 0xc000;

    /** Of a descriptor that is open. */
    public static FileStatus of(int fd) throws KernelFault {
        return ask(fd, new byte[0], Libc.AT_EMPTY_PATH, "statx of descriptor " + fd);
    }

    /** Of a path; a symbolic link is not followed. */
    static FileStatus of(Path path) throws KernelFault {
        return ask(Libc.AT_FDCWD, NativeBlock.encode(path), Libc.AT_SYMLINK_NOFOLLOW, "statx " + path);
    }

    private static FileStatus ask(int folder, byte[] path, int flags, String what) throws KernelFault {
        try (NativeBlock name = NativeBlock.ofString(path); NativeBlock into = new NativeBlock(LAYOUT.size())) {
            if (Libc.statx(folder, name.address(), flags, Libc.STATX_BASIC_STATS, into.address()) < 0) {
                throw KernelErrors.lastFault(what);
            }
            ByteBuffer b = into.bytes();
            return new FileStatus(MODE.get(b, 0), SIZE.get(b, 0), INODE.get(b, 0),
                    DEVICE_MAJOR.get(b, 0) << 32 | DEVICE_MINOR.get(b, 0));
        }
    }

    public boolean isRegular() {
        return (mode & TYPE) == REGULAR;
    }

    boolean isPipe() {
        return (mode & TYPE) == PIPE;
    }

    boolean isSocket() {
        return (mode & TYPE) == SOCKET;
    }

    boolean isCharacterDevice() {
        return (mode & TYPE) == CHARACTERS;
    }

    /** Eventfds, memory without a name and the like have no type. */
    boolean isNameless() {
        return (mode & TYPE) == 0;
    }

    boolean isSameFile(FileStatus other) {
        return inode == other.inode && device == other.device;
    }

    /** For a text that tells what came in place of what was expected. */
    public String kind() {
        return switch (mode & TYPE) {
            case PIPE -> "a pipe";
            case CHARACTERS -> "a character device";
            case FOLDER -> "a folder";
            case BLOCKS -> "a block device";
            case REGULAR -> "a regular file";
            case LINK -> "a symbolic link";
            case SOCKET -> "a socket";
            default -> "an anonymous kernel object";
        };
    }
}

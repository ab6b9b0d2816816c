// SPDX-License-Identifier: Apache-2.0
package backplane.kernel;

/** Makes files that live in memory and can be given to another process (memfd_create(2)). A service; any thread. */
public interface MemoryFiles {
    /**
     * @param name for /proc only
     * @param size bytes, 1 or more; the file cannot be made shorter or longer afterwards (F_SEAL_SHRINK, F_SEAL_GROW)
     */
    OwnedFd create(String name, long size) throws KernelFault;

    /** The position of an open file, which all copies of its descriptor share, in whatever process. Bytes. */
    default long position(OwnedFd file) throws KernelFault {
        throw new KernelFault(Errno.EOPNOTSUPP, "ask for a file's position");
    }

    /** Sets the position of an open file. */
    default void moveTo(OwnedFd file, long position) throws KernelFault {
        throw new KernelFault(Errno.EOPNOTSUPP, "set a file's position");
    }
}

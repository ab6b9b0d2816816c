// SPDX-License-Identifier: Apache-2.0
package backplane.kernel;

import java.nio.file.Path;
import java.util.List;

/** Opens character devices. A service; any thread. */
public interface CharDevices {
    /**
     * Opens a device for reading and writing, close-on-exec and non-blocking.
     *
     * @throws KernelFault ENOENT if there is none, EACCES, ENODEV if its driver has gone, EINVAL if it is no character device
     */
    CharDevice open(Path path) throws KernelFault;

    /**
     * Takes over a descriptor that the kernel has just put into the answer of an ioctl; makes it non-blocking.
     *
     * @param number owned by the result from now on, and closed if this throws
     * @param what   what it is, for messages
     */
    CharDevice adopt(int number, String what) throws KernelFault;

    /**
     * The device files of the folder {@code /dev} whose names begin so, such as {@code gpiochip}; those with numbers at the end in
     * the order of the numbers. Some may be gone by the time they are opened.
     */
    List<Path> named(String prefix) throws KernelFault;
}

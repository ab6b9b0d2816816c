// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c;

import backplane.kernel.KernelFault;

/**
 * The hardware behind an I2C device: a port. One bus; several devices may share it. {@link #transfer} is called on the thread of
 * the bus alone, the others on any.
 */
public interface I2cAdapter extends AutoCloseable {
    /** Bytes of the longest message: what Linux' i2c-dev takes (drivers/i2c/i2c-dev.c, i2cdev_ioctl_rdwr). */
    int LONGEST_MESSAGE = 8192;

    /** As logs and the console show it. Constant. */
    String description();

    /** Messages of the longest combined transfer, 1 or more. Constant. */
    int mostMessages();

    /** Whether the adapter takes 10-bit addresses. Constant. */
    boolean hasTenBit();

    /**
     * Does all messages of a transfer in order, with a repeated START between them and one STOP at the end. May block for as long as
     * the adapter's timeout. After each message that was acknowledged as a whole it calls {@link I2cTransfer#advance()}, if
     * it can tell; one that can't calls it for all of them at the end.
     *
     * @throws KernelFault ENXIO if nobody acknowledges an address, EREMOTEIO if somebody does not acknowledge a byte, EAGAIN for a lost
     *                     arbitration, ETIMEDOUT, EBUSY if the bus is stuck, EOPNOTSUPP if the adapter can't express the transfer (it
     *                     has not begun then), ENODEV if the adapter is gone
     */
    void transfer(I2cTransfer transfer) throws KernelFault;

    /** The last call. */
    @Override
    void close();
}

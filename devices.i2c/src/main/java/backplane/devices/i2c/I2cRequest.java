// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c;

import backplane.chain.ChainFault;
import backplane.chain.DescriptorChain;
import backplane.devices.i2c.wire.I2cAddress;
import backplane.devices.i2c.wire.I2cFlags;
import backplane.devices.i2c.wire.I2cInHeader;
import backplane.devices.i2c.wire.I2cOutHeader;
import backplane.devices.i2c.wire.I2cStatus;
import java.nio.ByteBuffer;

/**
 * One request of the driver from its arrival to its answer. VIRTIO 1.4, "I2C Adapter Device", "Device Operation": 8 bytes of header
 * and the bytes to write, or room for the bytes to read, and one byte of status at the very end. Used again and again. On the
 * device's thread.
 */
final class I2cRequest {
    private final ByteBuffer header = ByteBuffer.allocateDirect(I2cOutHeader.LAYOUT.size());
    private DescriptorChain chain;
    private int address;
    private boolean read;
    private boolean failNext;
    private int length;
    private I2cCounter wrong;

    /**
     * Looks at the header and the lengths, and at no byte of data yet.
     *
     * @param negotiated whether the driver took ZERO_LENGTH_REQUEST, without which it is not to be served at all
     */
    I2cRequest take(DescriptorChain offered, boolean negotiated) {
        chain = offered;
        address = I2cAddress.NONE;
        read = false;
        failNext = false;
        length = 0;
        wrong = null;
        long readable = chain.reader().length();
        if (chain.reader().read(header.clear()) < I2cOutHeader.LAYOUT.size()) {
            wrong = I2cCounter.MALFORMED;
            return this;
        }
        long flags = I2cOutHeader.FLAGS.get(header, 0);
        address = I2cAddress.decode(I2cOutHeader.ADDR.get(header, 0));
        read = (flags & I2cFlags.M_RD) != 0;
        failNext = (flags & I2cFlags.FAIL_NEXT) != 0;
        long out = readable - I2cOutHeader.LAYOUT.size();
        long in = chain.writer().length() - I2cInHeader.LAYOUT.size();
        // the flag and the buffer have to agree: no bytes to write in a read, no room to read into in a write
        boolean agree = in >= 0 && (read ? out : in) == 0;
        if (address == I2cAddress.NONE || !agree || !negotiated || (flags & ~(I2cFlags.M_RD | I2cFlags.FAIL_NEXT)) != 0) {
            wrong = I2cCounter.MALFORMED;
        } else if ((read ? in : out) > I2cAdapter.LONGEST_MESSAGE) {
            wrong = I2cCounter.TOO_LARGE;
        } else {
            length = (int) (read ? in : out);
        }
        return this;
    }

    int address() {
        return address;
    }

    boolean isRead() {
        return read;
    }

    /** Whether the next request is of the same group. */
    boolean failNext() {
        return failNext;
    }

    /** Bytes of data, 0 to {@link I2cAdapter#LONGEST_MESSAGE}. */
    int length() {
        return length;
    }

    /** Why this can't be done, or null. */
    I2cCounter wrong() {
        return wrong;
    }

    /** Adds this to a transfer; the bytes to write leave the driver's memory here, once. */
    void addTo(I2cTransfer transfer) {
        transfer.add(address, read, length);
        if (!read && length > 0) {
            chain.reader().readFully(transfer.window(transfer.count() - 1));
        }
    }

    /** Answers with OK, and with the bytes that were read. */
    void answer(I2cTransfer transfer, int message, ByteBuffer status) {
        try {
            long written = 0;
            if (read && length > 0) {
                written = chain.writer().write(transfer.window(message));
            }
            chain.complete(written + chain.writer().write(status(status, I2cStatus.OK)));
        } catch (ChainFault gone) {
            chain.complete(0);
        }
    }

    /**
     * Answers with ERR. What was to be read stays as it was, so that a driver sees no bytes that no chip sent; the used length does not
     * reach over such a gap.
     */
    void refuse(ByteBuffer status) {
        try {
            long room = chain.writer().length();
            if (room == 0) {
                chain.complete(0);
                return;
            }
            chain.writer().position(room - I2cInHeader.LAYOUT.size());
            chain.writer().write(status(status, I2cStatus.ERR));
            chain.complete(room == I2cInHeader.LAYOUT.size() ? room : 0);
        } catch (ChainFault gone) {
            chain.complete(0);
        }
    }

    void handBack() {
        chain.handBack();
    }

    private static ByteBuffer status(ByteBuffer buffer, I2cStatus status) {
        I2cInHeader.STATUS.put(buffer.clear(), 0, status.code());
        return buffer;
    }
}

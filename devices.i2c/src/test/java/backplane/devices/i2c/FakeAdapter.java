// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c;

import backplane.devices.i2c.wire.I2cAddress;
import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;

/** An adapter that writes down what reaches it: a transfer is one line. Reads give 0x11, 0x22, 0x33... */
class FakeAdapter implements I2cAdapter {
    final List<String> transfers = Collections.synchronizedList(new ArrayList<>());
    /** Before which message of the next transfers which error comes; null for none. */
    volatile Errno failure;
    volatile int failAt;
    volatile int failures = Integer.MAX_VALUE;
    volatile int mostMessages = I2cTransfer.MOST_MESSAGES;
    volatile boolean closed;

    @Override
    public String description() {
        return "fake";
    }

    @Override
    public int mostMessages() {
        return mostMessages;
    }

    @Override
    public boolean hasTenBit() {
        return true;
    }

    @Override
    public void transfer(I2cTransfer transfer) throws KernelFault {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < transfer.count(); i++) {
            if (failure != null && i == failAt && failures-- > 0) {
                transfers.add(line + "!");
                throw new KernelFault(failure, "scripted");
            }
            line.append(i == 0 ? "" : " ").append(I2cAddress.text(transfer.address(i))).append(transfer.isRead(i) ? "r" : "w")
                    .append(transfer.isRead(i) ? Integer.toString(transfer.length(i)) : HexFormat.of().formatHex(transfer.bytes(),
                            transfer.offset(i), transfer.offset(i) + transfer.length(i)));
            for (int at = 0; transfer.isRead(i) && at < transfer.length(i); at++) {
                transfer.bytes()[transfer.offset(i) + at] = (byte) ((at + 1) * 0x11);
            }
            transfer.advance();
        }
        transfers.add(line.toString());
    }

    @Override
    public void close() {
        closed = true;
    }
}

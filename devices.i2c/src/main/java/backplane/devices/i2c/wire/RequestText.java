// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c.wire;

import java.nio.ByteBuffer;

/** Requests and answers in words, for a trace. */
public final class RequestText {
    private RequestText() {
    }

    /** @param answer null for a request alone */
    public static String of(ByteBuffer request, ByteBuffer answer) {
        if (request.remaining() < I2cOutHeader.LAYOUT.size()) {
            return "too short";
        }
        int address = I2cAddress.decode(I2cOutHeader.ADDR.get(request, 0));
        long flags = I2cOutHeader.FLAGS.get(request, 0);
        boolean reads = (flags & I2cFlags.M_RD) != 0;
        int sent = request.remaining() - I2cOutHeader.LAYOUT.size();
        String text = (reads ? "read " : "write ") + (address == I2cAddress.NONE ? "no address" : I2cAddress.text(address))
                + (reads ? "" : " " + sent + " bytes") + ((flags & I2cFlags.FAIL_NEXT) != 0 ? " FAIL_NEXT" : "");
        if (answer == null) {
            return text;
        }
        if (!answer.hasRemaining()) {
            return text + " -> nothing";
        }
        int status = answer.get(answer.limit() - 1);
        return text + " -> " + (status == I2cStatus.OK.code() ? "OK" : "ERR") + (reads ? " " + (answer.remaining() - 1) + " bytes" : "");
    }
}

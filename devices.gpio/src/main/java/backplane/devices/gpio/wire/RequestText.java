// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio.wire;

import java.nio.ByteBuffer;

/** Requests and answers in words, for a trace. */
public final class RequestText {
    private static final int EVENTQ = 1;

    private RequestText() {
    }

    /** @param answer null for a request alone */
    public static String of(int queue, ByteBuffer request, ByteBuffer answer) {
        if (queue == EVENTQ) {
            if (request.remaining() < GpioIrqRequest.LAYOUT.size()) {
                return "too short";
            }
            return "interrupt gpio=" + GpioIrqRequest.GPIO.get(request, 0)
                    + (answer == null ? "" : answer.hasRemaining() && answer.get(0) == 1 ? " -> VALID" : " -> INVALID");
        }
        if (request.remaining() < GpioRequest.LAYOUT.size()) {
            return "too short";
        }
        GpioMessageType type = GpioMessageType.of(GpioRequest.TYPE.get(request, 0));
        String text = (type == null ? "unknown " + GpioRequest.TYPE.get(request, 0) : type) + " gpio=" + GpioRequest.GPIO.get(request, 0)
                + " value=" + GpioRequest.VALUE.get(request, 0);
        if (answer == null) {
            return text;
        }
        if (answer.remaining() < GpioResponse.LAYOUT.size()) {
            return text + " -> nothing";
        }
        return text + (GpioResponse.STATUS.get(answer, 0) == GpioStatus.OK.code() ? " -> OK " + GpioResponse.VALUE.get(answer, 0)
                : " -> ERR");
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Messages in words, for a trace; {@code scmi:trace} has their names too. */
public final class RequestText {
    private static final int EVENTQ = 1;

    private RequestText() {
    }

    /** @param answer null for a request alone */
    public static String of(int queue, ByteBuffer request, ByteBuffer answer) {
        if (queue == EVENTQ) {
            return answer == null ? "event buffer" : message(answer);
        }
        return message(request) + (answer == null ? "" : " -> " + status(answer));
    }

    private static String message(ByteBuffer bytes) {
        if (bytes.remaining() < ScmiHeader.SIZE) {
            return "too short";
        }
        int header = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).getInt(0);
        String protocol = "protocol 0x" + Integer.toHexString(ScmiHeader.protocol(header));
        for (ProtocolId each : ProtocolId.values()) {
            protocol = each.code() == ScmiHeader.protocol(header) ? each.name() : protocol;
        }
        String type = ScmiHeader.type(header) == MessageType.COMMAND.code() ? "message "
                : ScmiHeader.type(header) == MessageType.NOTIFICATION.code() ? "notification " : "delayed response ";
        return protocol + " " + type + "0x" + Integer.toHexString(ScmiHeader.message(header)) + " token " + ScmiHeader.token(header);
    }

    private static String status(ByteBuffer answer) {
        if (answer.remaining() < 2 * Integer.BYTES) {
            return "nothing";
        }
        int code = answer.duplicate().order(ByteOrder.LITTLE_ENDIAN).getInt(Integer.BYTES);
        for (ScmiStatus each : ScmiStatus.values()) {
            if (each.code() == code) {
                return each.name();
            }
        }
        return Integer.toString(code);
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.wire;

import java.nio.ByteBuffer;

/** Requests and answers in words, for a trace. Sound itself is told by its length only. */
public final class RequestText {
    private static final int CONTROLQ = 0;
    private static final int EVENTQ = 1;
    private static final int STATUS = 8;

    private RequestText() {
    }

    /** @param answer null for a request alone */
    public static String of(int queue, ByteBuffer request, ByteBuffer answer) {
        if (queue == EVENTQ) {
            return answer == null ? "event buffer" : "event " + code(answer);
        }
        if (queue == CONTROLQ) {
            String id = request.remaining() >= RequestLayout.ID_HDR.size() ? " id=" + RequestLayout.ID.get(request, 0) : "";
            return code(request) + id + (answer == null ? "" : " -> " + code(answer));
        }
        String stream = request.remaining() >= Integer.BYTES ? "stream " + RequestLayout.CODE.get(request, 0) : "too short";
        if (answer == null) {
            return "transfer " + stream;
        }
        if (answer.remaining() < STATUS) {
            return "transfer " + stream + " -> nothing";
        }
        return "transfer " + stream + " -> " + code(answer.slice(answer.limit() - STATUS, STATUS));
    }

    private static String code(ByteBuffer bytes) {
        if (bytes.remaining() < RequestLayout.HDR.size()) {
            return "too short";
        }
        long code = RequestLayout.CODE.get(bytes, 0);
        return SoundCode.of(code).map(Enum::name).orElse("0x" + Long.toHexString(code));
    }
}

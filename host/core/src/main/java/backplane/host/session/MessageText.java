// SPDX-License-Identifier: Apache-2.0
package backplane.host.session;

import backplane.host.control.FrontendMessage;
import backplane.vhostuser.FrontendRequest;
import backplane.vhostuser.VringAddress;
import backplane.vhostuser.VringState;
import backplane.vhostuser.Word;
import backplane.wire.WireStruct;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** A message of the front-end in words, for a trace: its name, its fields as the specification names them, and its descriptors. */
final class MessageText {
    private static final int SHOWN = 32;

    private MessageText() {
    }

    static String of(FrontendMessage message) {
        ByteBuffer payload = message.payload().duplicate().order(message.payload().order()).rewind();
        WireStruct layout = layout(message.request());
        String fields = payload.remaining() == 0 ? "" : layout != null && payload.remaining() >= layout.size()
                ? " " + layout.describe(payload, 0) : " " + payload.remaining() + " bytes " + hex(payload);
        return message + (message.needReply() ? " (need_reply)" : "") + fields
                + (message.fds().isEmpty() ? "" : ", descriptors: " + message.fds().size());
    }

    private static WireStruct layout(FrontendRequest request) {
        if (request == null) {
            return null;
        }
        String shape = request.payload().name();
        return shape.equals(VringState.LAYOUT.name()) ? VringState.LAYOUT
                : shape.equals(VringAddress.LAYOUT.name()) ? VringAddress.LAYOUT : shape.equals(Word.LAYOUT.name()) ? Word.LAYOUT : null;
    }

    private static String hex(ByteBuffer payload) {
        byte[] bytes = new byte[Math.min(SHOWN, payload.remaining())];
        payload.get(payload.position(), bytes);
        return HexFormat.ofDelimiter(" ").formatHex(bytes) + (payload.remaining() > SHOWN ? " ..." : "");
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.wire;

/** Bits 9:8 of a message header; DEN0056, "Message header". */
public enum MessageType {
    COMMAND(0),
    DELAYED_RESPONSE(2),
    NOTIFICATION(3);

    private final int code;

    MessageType(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}

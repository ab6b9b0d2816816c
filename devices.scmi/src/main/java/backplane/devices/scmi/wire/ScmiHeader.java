// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.wire;

/**
 * The le32 in front of each message: message id in bits 7:0, type in 9:8, protocol id in 17:10, token in 27:18; DEN0056, "Message
 * header"; linux/drivers/firmware/arm_scmi/common.h, MSG_ID_MASK and so on.
 */
public final class ScmiHeader {
    /** Bytes. */
    public static final int SIZE = 4;

    private ScmiHeader() {
    }

    public static int message(int header) {
        return header & 0xff;
    }

    public static int type(int header) {
        return header >>> 8 & 0x3;
    }

    public static int protocol(int header) {
        return header >>> 10 & 0xff;
    }

    public static int token(int header) {
        return header >>> 18 & 0x3ff;
    }

    public static int of(MessageType type, int protocol, int message, int token) {
        return message & 0xff | type.code() << 8 | (protocol & 0xff) << 10 | (token & 0x3ff) << 18;
    }

    /** The header of the delayed response to a command. */
    public static int delayed(int command) {
        return of(MessageType.DELAYED_RESPONSE, protocol(command), message(command), token(command));
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.vhostuser;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/**
 * Payloads as literal bytes of a little-endian machine. Vhost-user has the machine's own order, so on a big-endian one the
 * literals mean something else, and the tests that use them are skipped.
 */
final class Hex {
    private Hex() {
    }

    /** A payload; spaces are for the eye. */
    static ByteBuffer payload(String hex) {
        assumeThat(ByteOrder.nativeOrder()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", ""))).order(ByteOrder.nativeOrder());
    }

    /** What was written to the buffer so far. */
    static String written(ByteBuffer buffer) {
        return HexFormat.of().formatHex(buffer.array(), 0, buffer.position());
    }

    /** The literal without its spaces. */
    static String plain(String hex) {
        return hex.replace(" ", "");
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c.simulated;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A chip that counts: each message that writes adds one, whatever its bytes are, and a read gives the count in four bytes, the highest
 * first. So a transfer that was lost or done twice shows.
 */
final class MessageCounter extends Chip {
    private int count;
    private int at;

    MessageCounter(int address) {
        super(address);
    }

    @Override
    boolean begin(int block, boolean read) {
        at = 0;
        if (!read) {
            count++;
        }
        return true;
    }

    @Override
    boolean write(int value) {
        return true;
    }

    @Override
    int read() {
        int value = count >>> Integer.SIZE - Byte.SIZE * (at % Integer.BYTES + 1) & 0xff;
        at++;
        return value;
    }

    @Override
    String description() {
        return "counter";
    }

    @Override
    void poke(List<String> words) {
        count = Numbers.parse(words.size() == 1 ? words.get(0) : "", Integer.MAX_VALUE);
    }

    @Override
    byte[] contents() {
        return ByteBuffer.allocate(Integer.BYTES).putInt(count).array();
    }

    @Override
    void takeOver(byte[] contents) {
        count = ByteBuffer.wrap(contents).getInt();
    }
}

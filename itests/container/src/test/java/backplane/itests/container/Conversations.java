// SPDX-License-Identifier: Apache-2.0
package backplane.itests.container;

import backplane.kernel.KernelFault;
import backplane.testkit.ScriptedFrontend;
import backplane.testkit.UsedChain;
import backplane.virtio.FeatureSet;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What is asked of I2C, sound and SCMI, each answer known before. The words are the specifications'. */
final class Conversations {
    /** Settings for the devices below, by the names of their types. */
    static final Map<String, Map<String, String>> SETTINGS = Map.of(
            "i2c", Map.of("type", "i2c", "chips", "counter@0x30"),
            "sound", Map.of("type", "sound", "streams", "out null"),
            "scmi", Map.of("type", "scmi"));

    private Conversations() {
    }

    /** A write to a chip that counts, and a read of the count, as one transfer: done at least once, never lost. */
    static final class Counting implements AskingLoad.Conversation {
        private static final int HEADER = 8;
        private static final int CHIP = 0x30;
        private volatile long count;
        private volatile long transfers;

        /** Transfers that the chip has seen more often than they were answered. */
        long repeated() {
            return count - transfers;
        }

        @Override
        public int queues() {
            return 1;
        }

        @Override
        public int queue() {
            return 0;
        }

        @Override
        public FeatureSet features() {
            return new FeatureSet(1);
        }

        /** struct virtio_i2c_out_hdr; FAIL_NEXT 1, READ 2. */
        @Override
        public byte[] request(long number) {
            boolean read = number % 2 != 0;
            return ByteBuffer.allocate(HEADER + (read ? 0 : 1)).order(ByteOrder.LITTLE_ENDIAN).putShort((short) (CHIP << 1))
                    .putShort((short) 0).putInt(read ? 2 : 1).array();
        }

        @Override
        public int room(long number) {
            return number % 2 != 0 ? Integer.BYTES + 1 : 1;
        }

        @Override
        public void check(long number, byte[] answer) {
            if (answer.length != room(number) || answer[answer.length - 1] != 0) {
                throw new AssertionError("transfer " + number / 2 + " was answered with " + Arrays.toString(answer));
            }
            if (number % 2 != 0) {
                int counted = ByteBuffer.wrap(answer).getInt();
                if (counted <= count) {
                    throw new AssertionError("the chip counts " + counted + " after " + count + ": a transfer that was answered is lost");
                }
                count = counted;
                transfers++;
            }
        }
    }

    /** Periods of 10 ms, played one after another. */
    static final class Playing implements AskingLoad.Conversation {
        private static final int PERIOD = 1920;
        private static final int OK = 0x8000;
        private static final int TX = 2;

        @Override
        public int queues() {
            return 4;
        }

        @Override
        public int queue() {
            return TX;
        }

        @Override
        public FeatureSet features() {
            return FeatureSet.NONE;
        }

        /** SET_PARAMS with 16 bits, 2 channels, 48 kHz; PREPARE; START. */
        @Override
        public void begin(ScriptedFrontend frontend) throws KernelFault {
            order(frontend, words(0x0101, 0, 4 * PERIOD, PERIOD, 0, 0x00_07_05_02));
            order(frontend, words(0x0102, 0));
            order(frontend, words(0x0104, 0));
        }

        private static void order(ScriptedFrontend frontend, byte[] request) throws KernelFault {
            frontend.queue(0).ring().add(List.of(request), Integer.BYTES);
            frontend.queue(0).submit();
            UsedChain used = frontend.queue(0).await(1).get(0);
            require(used.written(), "request " + Arrays.toString(request));
        }

        private static void require(byte[] answer, String what) {
            if (answer.length < 4 || ByteBuffer.wrap(answer).order(ByteOrder.LITTLE_ENDIAN).getInt() != OK) {
                throw new AssertionError(what + " was answered with " + Arrays.toString(answer));
            }
        }

        @Override
        public byte[] request(long number) {
            return new byte[Integer.BYTES + PERIOD];
        }

        @Override
        public int room(long number) {
            return 2 * Integer.BYTES;
        }

        @Override
        public void check(long number, byte[] answer) {
            require(answer, "period " + number);
        }
    }

    /** The version of the base protocol, asked with another token each time. */
    static final class Commanding implements AskingLoad.Conversation {
        private static final int BASE_VERSION = 0x4000;
        private static final int TOKENS = 1024;
        private static final int TOKEN_SHIFT = 18;

        @Override
        public int queues() {
            return 1;
        }

        @Override
        public int queue() {
            return 0;
        }

        @Override
        public FeatureSet features() {
            return FeatureSet.NONE;
        }

        @Override
        public byte[] request(long number) {
            return words(header(number));
        }

        @Override
        public int room(long number) {
            return 3 * Integer.BYTES;
        }

        @Override
        public void check(long number, byte[] answer) {
            if (!Arrays.equals(answer, words(header(number), 0, 0x0002_0001))) {
                throw new AssertionError("command " + number + " was answered with " + Arrays.toString(answer));
            }
        }

        private static int header(long number) {
            return BASE_VERSION | (int) (number % TOKENS) << TOKEN_SHIFT;
        }
    }

    private static byte[] words(int... words) {
        ByteBuffer bytes = ByteBuffer.allocate(words.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int word : words) {
            bytes.putInt(word);
        }
        return bytes.array();
    }
}

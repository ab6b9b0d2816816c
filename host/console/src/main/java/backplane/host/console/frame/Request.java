// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.frame;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What the client asks: the words of one command line, each as it was typed. */
public record Request(List<String> words) {
    /** The most words of a request. */
    public static final int MOST_WORDS = 64;
    /** The most bytes that all words have together. */
    public static final int MOST_BYTES = 64 * 1024;
    private static final int MAGIC = 0x42504331;
    private static final int NUMBER = Integer.BYTES;

    /** @throws IllegalArgumentException if there are too few or too many words, or they are too long */
    public Request {
        words = List.copyOf(words);
        if (words.isEmpty() || words.size() > MOST_WORDS) {
            throw new IllegalArgumentException("1 to " + MOST_WORDS + " words make a command, not " + words.size());
        }
        long bytes = words.stream().mapToLong(word -> word.getBytes(StandardCharsets.UTF_8).length).sum();
        if (bytes > MOST_BYTES) {
            throw new IllegalArgumentException("a command of " + bytes + " bytes; at most " + MOST_BYTES + " are allowed");
        }
    }

    /** As it goes over the socket. */
    public ByteBuffer encode() {
        List<byte[]> encoded = words.stream().map(word -> word.getBytes(StandardCharsets.UTF_8)).toList();
        int size = encoded.stream().mapToInt(word -> NUMBER + word.length).sum();
        ByteBuffer bytes = ByteBuffer.allocate(2 * NUMBER + size).putInt(MAGIC).putInt(encoded.size());
        encoded.forEach(word -> bytes.putInt(word.length).put(word));
        return bytes.flip();
    }

    /**
     * Reads one request, waiting for all of it.
     *
     * @throws FrameFault if it is none, or the stream ends before it does
     */
    public static Request read(InputStream from) throws IOException {
        ByteBuffer header = Bytes.read(from, 2 * NUMBER);
        if (header.getInt() != MAGIC) {
            throw new FrameFault("this is no request of vhostctl");
        }
        int count = header.getInt();
        if (count < 1 || count > MOST_WORDS) {
            throw new FrameFault("a request of " + Integer.toUnsignedString(count) + " words; 1 to " + MOST_WORDS + " are allowed");
        }
        List<String> words = new ArrayList<>(count);
        int room = MOST_BYTES;
        for (int i = 0; i < count; i++) {
            int length = Bytes.read(from, NUMBER).getInt();
            if (length < 0 || length > room) {
                throw new FrameFault("a word of " + Integer.toUnsignedString(length) + " bytes where " + room + " are left");
            }
            room -= length;
            words.add(text(Bytes.read(from, length)));
        }
        return new Request(words);
    }

    private static String text(ByteBuffer bytes) throws FrameFault {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException broken) {
            throw new FrameFault("a word that is no UTF-8");
        }
    }
}

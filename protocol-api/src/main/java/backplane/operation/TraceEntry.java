// SPDX-License-Identifier: Apache-2.0
package backplane.operation;

import java.time.Instant;

/**
 * Something that went on at a device.
 *
 * @param queue  index of the queue, -1 for a message
 * @param number of the chain, the same for request and answer; counts from 1 since somebody looks, 0 for a message
 * @param room   bytes that the driver has left for the answer
 * @param bytes  the first of them, at most 4096; whoever gets it does not change it
 * @param length how many there were
 * @param text   in words, or empty
 */
public record TraceEntry(Instant when, Kind kind, int queue, long number, long room, byte[] bytes, long length, String text) {
    /** Bytes that are kept of one request or answer. */
    public static final int LONGEST = 4096;

    /** What it is. */
    public enum Kind { MESSAGE, REQUEST, ANSWER }

    public TraceEntry with(String words) {
        return new TraceEntry(when, kind, queue, number, room, bytes, length, words);
    }
}

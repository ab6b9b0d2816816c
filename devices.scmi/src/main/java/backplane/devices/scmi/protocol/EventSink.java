// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.protocol;

/** The way to one guest's eventq. Called on the platform's thread. */
public interface EventSink {
    /**
     * A notification. While one of the same place waits for a buffer, this one takes its place (VIRTIO 1.4, "SCMI Device", "eventq
     * Operation": notifications may be coalesced).
     *
     * @param place what it is about, the same for each notification of one kind and domain
     */
    void notify(long place, byte[] message);

    /**
     * A delayed response: kept until there is a buffer.
     *
     * @param due when it may be sent, nanoseconds of {@link System#nanoTime}; 0 for now
     */
    void respond(byte[] message, long due);

    /**
     * Sends the responses that have become due.
     *
     * @return when the next one is, {@link Long#MAX_VALUE} if there is none
     */
    long due(long now);

    /** How many delayed responses wait. */
    int waiting();
}

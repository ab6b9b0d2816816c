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

    /** A delayed response: kept until there is a buffer. */
    void respond(byte[] message);

    /** How many delayed responses wait. */
    int waiting();
}

// SPDX-License-Identifier: Apache-2.0
package backplane.chain;

/**
 * One request of the driver. The device has it from {@code offered} until it calls {@link #complete} or {@link #handBack}, once;
 * afterwards the object belongs to the host again, which uses it for another request.
 */
public interface DescriptorChain {
    /** What the driver sent. On the device's thread only. */
    ChainReader reader();

    /** Room for the answer. On the device's thread only. */
    ChainWriter writer();

    /**
     * Returns the chain to the driver, answered. Any thread; on the device's own thread it is published with the batch that is
     * being offered, from another one as soon as the worker gets to it.
     *
     * @param written bytes written from the start of the writable part without a gap (VIRTIO 1.4, "The Virtqueue Used Ring"),
     *                0 to {@code writer().length()}
     */
    void complete(long written);

    /**
     * Returns the chain to the host untouched: nothing of it was done, and nothing was written. Only while the device is being
     * stopped; the host offers it again to the next device, or answers it.
     */
    void handBack();
}

// SPDX-License-Identifier: Apache-2.0
package backplane.device;

/**
 * One virtqueue of a device type.
 *
 * @param name    the specification's, such as {@code requestq}
 * @param maxSize the largest ring in descriptors that the device can serve, a power of two from 1 to 32768
 */
public record QueueSpec(String name, int maxSize) {
    /** What VIRTIO allows (VIRTIO 1.4, "Virtqueues"). */
    public static final int LARGEST = 32768;

    public QueueSpec {
        if (maxSize < 1 || maxSize > LARGEST || Integer.bitCount(maxSize) != 1) {
            throw new IllegalArgumentException("a ring has a power of two from 1 to 32768 entries, not " + maxSize);
        }
    }

    public QueueSpec(String name) {
        this(name, LARGEST);
    }
}

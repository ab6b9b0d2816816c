// SPDX-License-Identifier: Apache-2.0
package backplane.device;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A device's configuration space as the driver sees it: a copy of at most 256 bytes (VHOST_USER_MAX_CONFIG_SIZE). Immutable.
 */
public final class ConfigSpace {
    /** Of a device without one. */
    public static final ConfigSpace NONE = new ConfigSpace(new byte[0]);
    /** Bytes. */
    public static final int LARGEST = 256;

    private final byte[] bytes;

    public ConfigSpace(byte[] bytes) {
        if (bytes.length > LARGEST) {
            throw new IllegalArgumentException("a configuration space has at most " + LARGEST + " bytes, not " + bytes.length);
        }
        this.bytes = bytes.clone();
    }

    /** Bytes, 0 to 256. */
    public int size() {
        return bytes.length;
    }

    /**
     * Copies {@code length} bytes from {@code offset} on; what is past the end reads as zero, as front-ends ask for more
     * than a device has (QEMU for sound with controls=on).
     */
    public void read(int offset, int length, ByteBuffer into) {
        for (int i = 0; i < length; i++) {
            int at = offset + i;
            into.put(at >= 0 && at < bytes.length ? bytes[at] : 0);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ConfigSpace that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}

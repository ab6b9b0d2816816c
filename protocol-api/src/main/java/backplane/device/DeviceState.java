// SPDX-License-Identifier: Apache-2.0
package backplane.device;

import java.util.Arrays;

/**
 * What a device knows, in a form that another version of it can read. Bytes and a version, so that no class of the old bundle
 * survives in the new one. Whoever reads it treats it as untrusted.
 *
 * @param type    the device type's name
 * @param version of the format, 1 or more
 * @param bytes   the device's own
 */
public record DeviceState(String type, int version, byte[] bytes) {
    /** The most that a state may hold, bytes. */
    public static final int LARGEST = 16 << 20;

    public DeviceState {
        if (version < 1) {
            throw new IllegalArgumentException("a state's version is 1 or more, not " + version);
        }
        if (bytes.length > LARGEST) {
            throw new IllegalArgumentException("a saved state has at most " + LARGEST + " bytes, not " + bytes.length);
        }
        bytes = bytes.clone();
    }

    @Override
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DeviceState that && type.equals(that.type) && version == that.version
                && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * type.hashCode() + version) + Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return type + " state, version " + version + ", " + bytes.length + " bytes";
    }
}

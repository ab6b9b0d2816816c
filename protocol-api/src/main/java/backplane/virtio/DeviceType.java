// SPDX-License-Identifier: Apache-2.0
package backplane.virtio;

import java.util.regex.Pattern;

/**
 * A type of virtio device. Open, not an enumeration: a bundle that nobody here knew may bring its own.
 *
 * @param id   the number of VIRTIO 1.4, "Device Types", 1 to 65535
 * @param name what configurations and the console call it: lower-case letters, digits and dashes, such as {@code gpio}
 */
public record DeviceType(int id, String name) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");

    public DeviceType {
        if (id < 1 || id > 0xffff) {
            throw new IllegalArgumentException("a virtio device id is 1 to 65535, not " + id);
        }
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a device type is named by " + NAME + ", not '" + name + "'");
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.operation;

import java.util.List;

/**
 * A type of device that can be created now.
 *
 * @param id         virtio device id
 * @param bundle     name and version of the bundle that offers it
 * @param qemuDevice QEMU's name of the front-end
 * @param settings   the type's own keys
 */
public record TypeView(String name, int id, String bundle, String qemuDevice, List<SettingView> settings) {
}

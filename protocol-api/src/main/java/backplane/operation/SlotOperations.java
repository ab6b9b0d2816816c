// SPDX-License-Identifier: Apache-2.0
package backplane.operation;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The host's slots, to see and to steer. A service; any thread, and none of the host's own. */
public interface SlotOperations {
    /** The types that a bundle offers now, by name. */
    List<TypeView> types();

    /** The keys that every device has: {@code socket}, {@code mode} and so on. */
    List<SettingView> slotSettings();

    /** All slots, by name. */
    List<SlotView> slots();

    Optional<SlotView> slot(String name);

    /** The workers that are stuck now, found within a second; none as a rule. */
    default List<StallView> stalls() {
        return List.of();
    }

    /**
     * Creates a device and stores its configuration, so that it is there again after a restart. Returns when the socket is open.
     *
     * @param settings keys of the type and of every device
     * @throws OperationRefused if the name is taken or no name, the type unknown, a key unknown or a value wrong
     */
    void create(String type, String name, Map<String, String> settings) throws OperationRefused;

    /**
     * Removes a device with its socket and configuration; a front-end that is connected loses its connection.
     *
     * @throws OperationRefused if there is none of that name
     */
    void destroy(String name) throws OperationRefused;
}

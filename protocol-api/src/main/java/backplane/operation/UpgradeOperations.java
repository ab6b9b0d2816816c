// SPDX-License-Identifier: Apache-2.0
package backplane.operation;

import java.time.Duration;
import java.util.List;

/** Replaces the bundle behind a device type while guests run. A service; any thread, one upgrade at a time. */
public interface UpgradeOperations {
    /**
     * Installs a bundle beside the one that offers the type, moves one device over, watches it, and moves the others. Returns when
     * all is over. The bundle before stays installed, stopped, for {@link #rollback}.
     *
     * @param location a URL
     * @param watch    how long the first device is watched, and all of them after the last
     * @throws OperationRefused if the devices are with the bundle before, and why
     */
    UpgradeView upgrade(String type, String location, Duration watch) throws OperationRefused;

    /**
     * What {@link #upgrade} would do, one line for each device. The bundle is installed and started for it and removed again, and each
     * device's state is tried on a copy; no device changes hands.
     *
     * @throws OperationRefused if the upgrade could not even begin
     */
    List<String> rehearse(String type, String location) throws OperationRefused;

    /**
     * Goes back to the bundle before the last upgrade, in the same way.
     *
     * @throws OperationRefused if there is none, or the devices had to stay where they are
     */
    UpgradeView rollback(String type, Duration watch) throws OperationRefused;

    /** The latest last, those of earlier runs of the host too; at most 200. */
    List<UpgradeView> history();

    /** The upgrade that is going on now and watches its devices, in words; empty if there is none. */
    default String watched() {
        return "";
    }

    /** The replacements of one device in this run of the host, the latest last; at most 16. */
    List<HandoverView> handovers(String device);
}

// SPDX-License-Identifier: Apache-2.0
package backplane.host.console;

import backplane.operation.HandoverView;
import backplane.operation.OperationRefused;
import backplane.operation.UpgradeOperations;
import backplane.operation.UpgradeView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Upgrades as a test wants them: each succeeds but to a location with {@code bad} in it. */
public final class FakeUpgrades implements UpgradeOperations {
    public final List<HandoverView> handovers = new ArrayList<>();
    public final List<UpgradeView> history = new ArrayList<>();
    public Duration watched;

    @Override
    public UpgradeView upgrade(String type, String location, Duration watch) throws OperationRefused {
        watched = watch;
        if (location.contains("bad")) {
            throw new OperationRefused("dev.x 2 does not take over, and dev.x 1 has the devices: x0: it threw");
        }
        history.add(new UpgradeView(Instant.EPOCH, type, "dev.x 1", "dev.x 2", true, ""));
        return history.get(history.size() - 1);
    }

    @Override
    public List<String> rehearse(String type, String location) {
        return List.of("x0: would be moved, a connected front-end stays");
    }

    @Override
    public UpgradeView rollback(String type, Duration watch) throws OperationRefused {
        throw new OperationRefused("no upgrade has led to dev.x 1, so there is nothing to go back to");
    }

    @Override
    public List<UpgradeView> history() {
        return history;
    }

    @Override
    public List<HandoverView> handovers(String device) {
        return handovers;
    }
}

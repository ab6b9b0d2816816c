// SPDX-License-Identifier: Apache-2.0
package backplane.host.health;

import backplane.operation.UpgradeOperations;
import backplane.operation.UpgradeView;
import java.util.Map;
import java.util.TreeMap;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Whether upgrades went through. A warning: the latest one of a type was undone, until another one of it is done. */
@Component(service = HealthCheck.class, property = {HealthCheck.NAME + "=upgrades", HealthCheck.TAGS + "=backplane"})
public final class UpgradesHealth implements HealthCheck {
    private final UpgradeOperations operations;

    @Activate
    public UpgradesHealth(@Reference UpgradeOperations operations) {
        this.operations = operations;
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        Map<String, UpgradeView> latest = new TreeMap<>();
        operations.history().forEach(view -> latest.put(view.type(), view));
        for (UpgradeView view : latest.values()) {
            if (view.done()) {
                log.info("type {} is with {} since {}", view.type(), view.to(), view.when());
            } else {
                log.warn("type {}: {} was put back at {}: {}", view.type(), view.to(), view.when(), view.reason());
            }
        }
        String watched = operations.watched();
        if (!watched.isEmpty()) {
            log.info("on watch: {}", watched);
        } else if (latest.isEmpty()) {
            log.info("there has been no upgrade");
        }
        return new Result(log);
    }
}

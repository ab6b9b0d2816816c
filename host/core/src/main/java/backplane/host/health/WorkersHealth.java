// SPDX-License-Identifier: Apache-2.0
package backplane.host.health;

import backplane.operation.SlotOperations;
import backplane.operation.StallView;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Whether each worker goes round. Critical: one that does not, with the place where it is. */
@Component(service = HealthCheck.class, property = {HealthCheck.NAME + "=workers", HealthCheck.TAGS + "=backplane"})
public final class WorkersHealth implements HealthCheck {
    private final SlotOperations operations;

    @Activate
    public WorkersHealth(@Reference SlotOperations operations) {
        this.operations = operations;
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        for (StallView stall : operations.stalls()) {
            log.critical("{}: thread {} has been at one place for {} ms: {}", stall.slot(), stall.thread(), stall.millis(),
                    String.join(" < ", stall.stack()));
        }
        if (operations.stalls().isEmpty()) {
            log.info("no worker is stuck");
        }
        return new Result(log);
    }
}

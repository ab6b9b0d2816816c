// SPDX-License-Identifier: Apache-2.0
package backplane.host.health;

import backplane.operation.SlotOperations;
import backplane.operation.SlotState;
import backplane.operation.SlotView;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Whether each slot serves or could. Critical: a slot that is refused, and one whose device is away beyond {@code away.limit} or does
 * not fit; a warning: one that is parked for the moment, one that waits for a bundle, a configuration that was refused, a broken ring.
 */
@Component(service = HealthCheck.class, property = {HealthCheck.NAME + "=slots", HealthCheck.TAGS + "=backplane"})
public final class SlotsHealth implements HealthCheck {
    private final SlotOperations operations;

    @Activate
    public SlotsHealth(@Reference SlotOperations operations) {
        this.operations = operations;
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        for (SlotView slot : operations.slots()) {
            judge(slot, log);
        }
        if (operations.slots().isEmpty()) {
            log.info("there is no device");
        }
        return new Result(log);
    }

    private static void judge(SlotView slot, FormattingResultLog log) {
        boolean away = slot.state() == SlotState.PARKED;
        if (slot.state() == SlotState.REFUSED || away && !slot.problem().isEmpty()) {
            log.critical("{} is {}: {}", slot.name(), slot.state(), slot.problem());
        } else if (away) {
            log.warn("{} is PARKED: its device is away, and its front-end waits", slot.name());
        } else if (!slot.problem().isEmpty()) {
            log.warn("{} is {}: {}", slot.name(), slot.state(), slot.problem());
        } else if (slot.state() == SlotState.EMPTY) {
            log.warn("{} is EMPTY: no bundle offers the type '{}'; vhost:types lists what there is", slot.name(), slot.type());
        } else {
            log.info("{} is {}", slot.name(), slot.state());
        }
        slot.queues().stream().filter(queue -> !queue.broken().isEmpty()).forEach(queue ->
                log.warn("{}: its driver has broken {}: {}; a reset of the guest's driver starts it again", slot.name(), queue.name(),
                        queue.broken()));
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.host.notice;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.kernel.NotifySocket;
import backplane.operation.SlotOperations;
import backplane.operation.StallView;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;

/** A watchdog that falls silent for good after one failed look would have the service manager kill a host that serves. */
class ServiceNoticeTest {
    private final List<String> told = new ArrayList<>();
    private boolean broken;

    @Test
    void aLookAtTheSlotsThatFailsCostsOneBeatAndNotAll() {
        NotifySocket manager = fake(NotifySocket.class, (name, arguments) -> {
            if (name.equals("isThere")) {
                return false;
            }
            told.add((String) arguments[0]);
            return null;
        });
        SlotOperations slots = fake(SlotOperations.class, (name, arguments) -> {
            if (broken) {
                throw new IllegalStateException("spoiled for the test");
            }
            return List.of();
        });
        ServiceNotice notice = new ServiceNotice(fake(BundleContext.class, (name, arguments) -> null), manager, slots);
        broken = true;
        notice.beat();
        assertThat(told).isEmpty();
        broken = false;
        notice.beat();
        assertThat(told).containsExactly("WATCHDOG=1");
    }

    /** Only where that is wished for: one device's end costs all others theirs. */
    @Test
    void aStuckWorkerEndsTheBeatIfThatIsSet() {
        NotifySocket manager = fake(NotifySocket.class, (name, arguments) -> {
            if (name.equals("isThere")) {
                return false;
            }
            told.add((String) arguments[0]);
            return null;
        });
        List<StallView> stalls = new ArrayList<>();
        SlotOperations slots = fake(SlotOperations.class, (name, arguments) -> name.equals("stalls") ? stalls : List.of());
        stalls.add(new StallView("gpio0", "vhost-gpio0", 60_000, List.of()));
        new ServiceNotice(fake(BundleContext.class, (name, arguments) -> null), manager, slots).beat();
        assertThat(told).as("told by health alone").containsExactly("WATCHDOG=1");
        ServiceNotice strict = new ServiceNotice(fake(BundleContext.class, (name, arguments) -> "workers"), manager, slots);
        strict.beat();
        assertThat(told).hasSize(1);
        stalls.set(0, new StallView("gpio0", "vhost-gpio0", 4_000, List.of()));
        strict.beat();
        assertThat(told).hasSize(2);
    }

    private interface Answer {
        Object to(String method, Object... arguments);
    }

    private static <T> T fake(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type},
                (proxy, method, arguments) -> answer.to(method.getName(), arguments)));
    }
}

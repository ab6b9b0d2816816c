// SPDX-License-Identifier: Apache-2.0
package backplane.host.notice;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.kernel.NotifySocket;
import backplane.operation.SlotOperations;
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

    private interface Answer {
        Object to(String method, Object... arguments);
    }

    private static <T> T fake(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type},
                (proxy, method, arguments) -> answer.to(method.getName(), arguments)));
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

import backplane.kernel.NotifySocket;
import backplane.kernel.OwnedFd;
import java.time.Duration;

/** A process that no service manager has started. */
final class FakeNotifySocket implements NotifySocket {
    @Override
    public boolean isThere() {
        return false;
    }

    @Override
    public void tell(String assignments) {
    }

    @Override
    public void store(String name, OwnedFd fd) {
    }

    @Override
    public String identity(OwnedFd fd) {
        return Integer.toString(fd.number());
    }

    @Override
    public void remove(String name) {
    }

    @Override
    public void settle(Duration limit) {
    }
}

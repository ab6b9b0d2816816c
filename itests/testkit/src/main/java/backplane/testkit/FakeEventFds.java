// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

import backplane.kernel.Errno;
import backplane.kernel.EventFd;
import backplane.kernel.EventFds;
import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;

/** Eventfds that count. */
public final class FakeEventFds implements EventFds {
    private final FakeFdTable fds;

    FakeEventFds(FakeFdTable fds) {
        this.fds = fds;
    }

    @Override
    public FakeEventFd create() {
        return new FakeEventFd(fds.open(new FakeEventFile()));
    }

    @Override
    public EventFd adopt(OwnedFd fd) throws KernelFault {
        FakeFd own = fds.own(fd);
        if (own.file() instanceof FakeEventFile) {
            return new FakeEventFd(own);
        }
        if (own.file() instanceof FakeStreamFile) {
            return new FakeStreamEventFd(own);
        }
        own.close();
        throw new KernelFault(Errno.EINVAL, "use " + own + " for notification");
    }
}

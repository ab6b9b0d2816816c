// SPDX-License-Identifier: Apache-2.0
package backplane.memory.mmap.linux;

import backplane.kernel.Errno;
import backplane.kernel.EventFd;
import backplane.kernel.EventFds;
import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;
import backplane.memory.mmap.linux.LinuxEventFd.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.osgi.service.component.annotations.Component;

/** Makes and takes over notifications. Any thread. */
@Component(service = EventFds.class)
public final class LinuxEventFds implements EventFds {
    private static final String EVENTFD = "anon_inode:[eventfd]";

    @Override
    public EventFd create() throws KernelFault {
        return LinuxEventFd.create();
    }

    @Override
    public EventFd adopt(OwnedFd fd) throws KernelFault {
        try {
            Kind kind = kind(fd.number());
            NonBlocking.set(fd.number());
            return new LinuxEventFd(LinuxFd.of(fd), kind);
        } catch (KernelFault | RuntimeException fault) {
            fd.close();
            throw fault;
        }
    }

    /** A front-end may send whatever it has; what is no notification would block or go to a disk when it is signalled. */
    private static Kind kind(int number) throws KernelFault {
        FileStatus status = FileStatus.of(number);
        if (status.isPipe()) {
            return Kind.PIPE;
        }
        if (status.isSocket()) {
            return Kind.SOCKET;
        }
        String link = status.isNameless() ? link(number) : "";
        if (link.equals(EVENTFD)) {
            return Kind.EVENTFD;
        }
        throw new KernelFault(Errno.EINVAL, "take " + status.kind() + (link.isEmpty() ? "" : " (" + link + ")") + " for a notification");
    }

    /** The only place where the kernel tells which anonymous object it is (proc(5), /proc/pid/fd). */
    private static String link(int number) throws KernelFault {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/" + number)).toString();
        } catch (IOException cause) {
            throw KernelErrors.fault(cause, "find out what descriptor " + number + " is");
        }
    }
}

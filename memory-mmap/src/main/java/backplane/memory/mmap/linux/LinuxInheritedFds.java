// SPDX-License-Identifier: Apache-2.0
package backplane.memory.mmap.linux;

import backplane.kernel.Errno;
import backplane.kernel.InheritedFds;
import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the environment once. The descriptors themselves stay as they are, but for close-on-exec: they belong to the process, and
 * this bundle may be started again. Any thread.
 */
@Component(service = InheritedFds.class)
public final class LinuxInheritedFds implements InheritedFds {
    private static final Logger LOG = LoggerFactory.getLogger(LinuxInheritedFds.class);
    /** SD_LISTEN_FDS_START of sd-daemon.h. */
    private static final int FIRST = 3;
    private static final int F_SETFD = 2;
    private static final int FD_CLOEXEC = 1;
    private static final int MOST = 1024;
    private static final String UNNAMED = "unknown";

    private final int first;
    /** By number; null for one that was taken. */
    private final List<String> names;

    @Activate
    public LinuxInheritedFds() {
        this(System.getenv(), ProcessHandle.current().pid(), FIRST);
    }

    LinuxInheritedFds(Map<String, String> environment, long pid, int first) {
        this.first = first;
        names = read(environment, pid);
        for (int i = 0; i < names.size(); i++) {
            Libc.fcntl(first + i, F_SETFD, FD_CLOEXEC);
        }
    }

    /** Variables of another process are inherited like any other: LISTEN_PID tells whom they are meant for. */
    private static List<String> read(Map<String, String> environment, long pid) {
        int count = count(environment, pid);
        String[] given = environment.getOrDefault("LISTEN_FDNAMES", "").split(":", -1);
        List<String> names = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            names.add(i < given.length && !given[i].isEmpty() ? given[i] : UNNAMED);
        }
        return names;
    }

    private static int count(Map<String, String> environment, long pid) {
        String count = environment.getOrDefault("LISTEN_FDS", "0");
        try {
            if (Long.parseLong(environment.getOrDefault("LISTEN_PID", "-1")) != pid) {
                return 0;
            }
            int number = Integer.parseInt(count);
            if (number >= 0 && number <= MOST) {
                return number;
            }
        } catch (NumberFormatException unreadable) {
            LOG.debug("LISTEN_PID or LISTEN_FDS is no number", unreadable);
        }
        LOG.warn("LISTEN_FDS={} is no number from 0 to {}; no descriptor is taken over", count, MOST);
        return 0;
    }

    @Override
    public synchronized List<String> names() {
        return names.stream().filter(Objects::nonNull).toList();
    }

    @Override
    public synchronized OwnedFd take(String name) throws KernelFault {
        OwnedFd taken = open(name);
        int index = names.indexOf(name);
        names.set(index, null);
        keepNumber(first + index);
        return taken;
    }

    /** Whoever reads the environment after us, such as this bundle started again, must not take what the number means by then. */
    private static void keepNumber(int number) throws KernelFault {
        try (NativeBlock path = NativeBlock.ofString("/dev/null".getBytes(StandardCharsets.US_ASCII))) {
            int nothing = Libc.open(path.address(), Libc.O_RDWR | Libc.O_CLOEXEC, 0);
            if (nothing < 0) {
                throw KernelErrors.lastFault("open /dev/null");
            }
            Libc.dup3(nothing, number, Libc.O_CLOEXEC);
            Libc.close(nothing);
        }
    }

    @Override
    public synchronized OwnedFd open(String name) throws KernelFault {
        int index = names.indexOf(name);
        if (index < 0) {
            throw new KernelFault(Errno.ENOENT, "take over the descriptor '" + name + "': this process was given "
                    + (names().isEmpty() ? "none" : String.join(", ", names())) + " (LISTEN_FDNAMES)");
        }
        int number = Libc.fcntl(first + index, Libc.F_DUPFD_CLOEXEC, first + names.size());
        if (number < 0) {
            throw KernelErrors.lastFault("duplicate the inherited descriptor " + (first + index));
        }
        return new LinuxFd(number);
    }
}

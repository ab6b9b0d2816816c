// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

import backplane.kernel.Errno;
import backplane.kernel.InheritedFds;
import backplane.kernel.HeldDevices;
import backplane.kernel.KernelFault;
import backplane.kernel.MemoryFiles;
import backplane.kernel.NotifySocket;
import backplane.kernel.OwnedFd;
import backplane.kernel.Pollers;
import backplane.kernel.UnixConnection;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A kernel in memory, as one process sees it. {@link #otherProcess()} gives the same kernel to a second one: the sockets are
 * shared, the descriptors are not, and so the leaks of the host can be told from those of a test's front-end.
 */
public final class FakeKernel {
    private static final int FIRST_PID = 100;
    private static final int LARGEST_FILE = Integer.MAX_VALUE - (1 << 16);

    private final Map<Path, FakeListener> bound;
    private final int pid;
    private final FakeFdTable fds = new FakeFdTable();
    private final FakeSockets sockets;
    private final FakeCharDevices charDevices = new FakeCharDevices(fds);
    private final HeldDevices heldDevices = new FakeHeldDevices();
    private final FakeEventFds eventFds = new FakeEventFds(fds);
    private final PlainGuestMemory guestMemory = new PlainGuestMemory(fds);

    public FakeKernel() {
        this(new HashMap<>(), FIRST_PID);
    }

    private FakeKernel(Map<Path, FakeListener> bound, int pid) {
        this.bound = bound;
        this.pid = pid;
        this.sockets = new FakeSockets(fds, bound, pid);
    }

    /** The same kernel as another process sees it. */
    public FakeKernel otherProcess() {
        return new FakeKernel(bound, pid + 1);
    }

    public FakeSockets sockets() {
        return sockets;
    }

    /** None: a process of this kernel is started by nobody. */
    public InheritedFds inheritedFds() {
        return new InheritedFds() {
            @Override
            public List<String> names() {
                return List.of();
            }

            @Override
            public OwnedFd open(String name) throws KernelFault {
                throw new KernelFault(Errno.ENOENT, "take over the descriptor '" + name + "': this process was given none");
            }

            @Override
            public OwnedFd take(String name) throws KernelFault {
                return open(name);
            }
        };
    }

    /** None: there is no service manager. */
    public NotifySocket notifySocket() {
        return new FakeNotifySocket();
    }

    public FakeEventFds eventFds() {
        return eventFds;
    }

    public FakeCharDevices charDevices() {
        return charDevices;
    }

    /** Holds without a limit of time. */
    public HeldDevices heldDevices() {
        return heldDevices;
    }

    public Pollers pollers() {
        return () -> new FakePoller(fds);
    }

    public MemoryFiles memoryFiles() {
        return this::memoryFile;
    }

    public PlainGuestMemory guestMemory() {
        return guestMemory;
    }

    /** All of them, for a {@link ScriptedFrontend}. */
    public KernelPorts ports() {
        return new KernelPorts(sockets, eventFds, pollers(), memoryFiles(), guestMemory, this::socketPair);
    }

    /** Two connected sockets. */
    public SocketPairs.Pair socketPair() {
        FakeStreamFile[] ends = FakeStreamFile.sockets(pid, pid);
        return new SocketPairs.Pair(fds.open(ends[0]), fds.open(ends[1]));
    }

    /** A pipe: ours is the end to read from, theirs the end to write to. */
    public SocketPairs.Pair pipe() {
        FakeStreamFile[] ends = FakeStreamFile.pipe();
        return new SocketPairs.Pair(fds.open(ends[0]), fds.open(ends[1]));
    }

    /** A connection to another process: the first is this one's end, the second the other's. */
    public UnixConnection[] connect(FakeKernel other) {
        FakeStreamFile[] ends = FakeStreamFile.sockets(pid, other.pid);
        return new UnixConnection[] {
            new FakeConnection(fds, fds.open(ends[0])), new FakeConnection(other.fds, other.fds.open(ends[1]))};
    }

    /** A descriptor that nothing can be done with: not mapped, not waited for, not used for notification or as a connection. */
    public OwnedFd directory() {
        return fds.open(new FakePlainFile("directory"));
    }

    /** As dup(2). */
    public OwnedFd duplicate(OwnedFd fd) {
        return fds.open(fds.own(fd).file());
    }

    /** The open descriptors of this process, lowest first, such as {@code fd 3 (eventfd)}. */
    public List<String> openFds() {
        return fds.describe();
    }

    /** What was done with descriptors that the contract forbids, such as closing one that a poller still has. */
    public List<String> misuses() {
        return fds.misuses();
    }

    /**
     * @throws AssertionError if a descriptor of this process is open, a region is mapped, or something was misused
     */
    public void requireNothingLeft() {
        if (!openFds().isEmpty() || guestMemory.liveMappings() != 0 || !misuses().isEmpty()) {
            throw new AssertionError("left open: " + openFds() + ", mapped regions: " + guestMemory.liveMappings()
                    + ", misused: " + misuses());
        }
    }

    private OwnedFd memoryFile(String name, long size) throws KernelFault {
        if (size < 1) {
            throw new KernelFault(Errno.EINVAL, "make a memory file of " + size + " bytes");
        }
        if (size > LARGEST_FILE) {
            throw new KernelFault(Errno.ENOMEM, "make a memory file of " + size + " bytes");
        }
        return fds.open(new FakeMemoryFile((int) size));
    }
}

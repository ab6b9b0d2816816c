// SPDX-License-Identifier: Apache-2.0
package backplane.memory.mmap.linux;

import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import backplane.kernel.NotifySocket;
import backplane.kernel.OwnedFd;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * One datagram for each call, from one connected socket. A manager that starts again has another socket of the same address, so a refused
 * datagram is sent once more over a new connection.
 */
@Component(service = NotifySocket.class)
public final class LinuxNotifySocket implements NotifySocket {
    private static final int PATIENCE_MILLIS = 5_000;
    private static final int LONGEST_ADDRESS = 107;
    private static final int LONGEST_NAME = 255;
    /** offsetof(struct sockaddr_un, sun_path). */
    private static final int PATH = 2;
    private static final OwnedFd[] NO_FDS = {};

    private final byte[] address;
    private final AtomicLong others = new AtomicLong();
    private SocketMessage message;
    private LinuxFd socket;

    @Activate
    public LinuxNotifySocket() {
        this(System.getenv());
    }

    LinuxNotifySocket(Map<String, String> environment) {
        address = environment.getOrDefault("NOTIFY_SOCKET", "").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean isThere() {
        return address.length > 0;
    }

    @Override
    public void tell(String assignments) throws KernelFault {
        send(assignments, NO_FDS);
    }

    @Override
    public void store(String name, OwnedFd fd) throws KernelFault {
        send("FDSTORE=1\nFDPOLL=0\nFDNAME=" + checked(name), fd);
    }

    /** Anonymous objects share one inode; eventfds tell their number (proc(5), fdinfo), others are taken for different. */
    @Override
    public String identity(OwnedFd fd) throws KernelFault {
        FileStatus status = FileStatus.of(fd.number());
        if (!status.isNameless()) {
            return status.inode() + " on " + status.device();
        }
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/fdinfo/" + fd.number()))) {
            return lines.filter(line -> line.startsWith("eventfd-id:")).findFirst().orElseGet(() -> "object " + others.incrementAndGet());
        } catch (IOException | java.io.UncheckedIOException unknown) {
            return "object " + others.incrementAndGet();
        }
    }

    @Override
    public void remove(String name) throws KernelFault {
        send("FDSTOREREMOVE=1\nFDNAME=" + checked(name), NO_FDS);
    }

    @Override
    public void settle(Duration limit) throws KernelFault {
        if (!isThere()) {
            return;
        }
        try (NativeBlock numbers = new NativeBlock(2 * Integer.BYTES)) {
            if (Libc.pipe2(numbers.address(), Libc.O_CLOEXEC) < 0) {
                throw KernelErrors.lastFault("make a pipe");
            }
            try (LinuxFd ours = new LinuxFd(numbers.bytes().getInt(0))) {
                try (LinuxFd theirs = new LinuxFd(numbers.bytes().getInt(Integer.BYTES))) {
                    send("BARRIER=1", theirs);
                }
                // nobody writes: the end of the pipe is all that can come
                if (!Readiness.await(ours.number(), Libc.POLLIN, (int) limit.toMillis())) {
                    throw new KernelFault(Errno.ETIMEDOUT, "wait for the service manager, which did not answer within " + limit);
                }
            }
        }
    }

    private synchronized void send(String text, OwnedFd... fds) throws KernelFault {
        if (!isThere()) {
            return;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        boolean fresh = socket == null;
        while (true) {
            connect();
            try {
                message.send(socket.number(), ByteBuffer.wrap(bytes), fds, PATIENCE_MILLIS);
                return;
            } catch (KernelFault gone) {
                disconnect();
                if (fresh || gone.errno() == Errno.ETIMEDOUT) {
                    throw gone;
                }
                fresh = true;
            }
        }
    }

    private void connect() throws KernelFault {
        if (socket != null) {
            return;
        }
        if (address.length > LONGEST_ADDRESS) {
            throw new KernelFault(Errno.ENAMETOOLONG, "NOTIFY_SOCKET has " + address.length + " bytes, and the most is " + LONGEST_ADDRESS);
        }
        int number = Libc.socket(Libc.AF_UNIX, Libc.SOCK_DGRAM | Libc.O_CLOEXEC, 0);
        if (number < 0) {
            throw KernelErrors.lastFault("open a datagram socket");
        }
        LinuxFd next = new LinuxFd(number);
        // an abstract name is as long as the address says, without a zero at its end
        int length = PATH + address.length;
        try (NativeBlock block = new NativeBlock(length)) {
            block.bytes().putShort(0, (short) Libc.AF_UNIX).put(PATH, address);
            if (address[0] == '@') {
                block.bytes().put(PATH, (byte) 0);
            }
            if (Libc.connect(number, block.address(), length) < 0) {
                KernelFault fault = KernelErrors.lastFault("connect to the service manager at "
                        + new String(address, StandardCharsets.UTF_8));
                next.close();
                throw fault;
            }
        }
        message = new SocketMessage(1);
        socket = next;
    }

    @Deactivate
    public synchronized void disconnect() {
        if (socket != null) {
            socket.close();
            message.close();
            socket = null;
        }
    }

    private static String checked(String name) throws KernelFault {
        if (name.isEmpty() || name.length() > LONGEST_NAME || !name.chars().allMatch(c -> c > ' ' && c < 0x7f && c != ':')) {
            throw new KernelFault(Errno.EINVAL, "keep a descriptor under the name '" + name + "': a name has 1 to " + LONGEST_NAME
                    + " characters of ASCII, none a blank or a colon");
        }
        return name;
    }
}

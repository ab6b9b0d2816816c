// SPDX-License-Identifier: Apache-2.0
package backplane.memory.mmap.linux;

import backplane.kernel.CharDevice;
import backplane.kernel.CharDevices;
import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** Opens character devices. Any thread. */
@Component(service = CharDevices.class)
public final class LinuxCharDevices implements CharDevices {
    private static final Path DEVICES = Path.of("/dev");
    /** gpiochip10 after gpiochip9. */
    private static final Comparator<Path> BY_NUMBER =
            Comparator.<Path>comparingInt(path -> path.toString().length()).thenComparing(Path::toString);

    @Override
    public CharDevice open(Path path) throws KernelFault {
        int number;
        try (NativeBlock name = NativeBlock.ofString(NativeBlock.encode(path))) {
            number = Libc.open(name.address(), Libc.O_RDWR | Libc.O_CLOEXEC | Libc.O_NONBLOCK | Libc.O_NOCTTY, 0);
        }
        if (number < 0) {
            throw KernelErrors.lastFault("open " + path);
        }
        LinuxFd fd = new LinuxFd(number);
        try {
            FileStatus status = FileStatus.of(number);
            if (!status.isCharacterDevice()) {
                throw new KernelFault(Errno.EINVAL, "use " + path + " as a character device: it is " + status.kind());
            }
            return new LinuxCharDevice(fd, path.toString());
        } catch (KernelFault fault) {
            fd.close();
            throw fault;
        }
    }

    @Override
    public CharDevice adopt(int number, String what) throws KernelFault {
        LinuxFd fd = new LinuxFd(number);
        try {
            NonBlocking.set(number);
            return new LinuxCharDevice(fd, what);
        } catch (KernelFault fault) {
            fd.close();
            throw fault;
        }
    }

    @Override
    public List<Path> named(String prefix) throws KernelFault {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> folder = Files.newDirectoryStream(DEVICES, path -> path.getFileName().toString().startsWith(prefix))) {
            folder.forEach(found::add);
        } catch (IOException cause) {
            throw KernelErrors.fault(cause, "look for " + DEVICES + "/" + prefix + "*");
        }
        found.sort(BY_NUMBER);
        return found;
    }
}

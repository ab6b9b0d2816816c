// SPDX-License-Identifier: Apache-2.0
package backplane.memory.mmap.linux;

import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import backplane.kernel.MemoryFiles;
import backplane.kernel.OwnedFd;
import java.nio.charset.StandardCharsets;
import org.osgi.service.component.annotations.Component;

/** Makes memfds whose size is fixed: nobody can truncate them under a mapping. Any thread. */
@Component(service = MemoryFiles.class)
public final class LinuxMemoryFiles implements MemoryFiles {
    @Override
    public OwnedFd create(String name, long size) throws KernelFault {
        if (size < 1) {
            throw new KernelFault(Errno.EINVAL, "make a memory file of " + size + " bytes");
        }
        LinuxFd fd = new LinuxFd(make(name));
        if (Libc.ftruncate(fd.number(), size) < 0
                || Libc.fcntl(fd.number(), Libc.F_ADD_SEALS, Libc.F_SEAL_SHRINK | Libc.F_SEAL_GROW) < 0) {
            KernelFault fault = KernelErrors.lastFault("give the memory file " + name + " " + size + " bytes for good");
            fd.close();
            throw fault;
        }
        return fd;
    }

    @Override
    public long position(OwnedFd file) throws KernelFault {
        return seek(file, 0, Libc.SEEK_CUR);
    }

    @Override
    public void moveTo(OwnedFd file, long position) throws KernelFault {
        seek(file, position, Libc.SEEK_SET);
    }

    private static long seek(OwnedFd file, long offset, int whence) throws KernelFault {
        long position = Libc.lseek(file.number(), offset, whence);
        if (position < 0) {
            throw KernelErrors.lastFault("move within a file");
        }
        return position;
    }

    private static int make(String name) throws KernelFault {
        try (NativeBlock text = NativeBlock.ofString(name.getBytes(StandardCharsets.UTF_8))) {
            int fd = Libc.memfd_create(text.address(), Libc.MFD_CLOEXEC | Libc.MFD_ALLOW_SEALING);
            if (fd < 0) {
                throw KernelErrors.lastFault("make the memory file " + name);
            }
            return fd;
        }
    }
}

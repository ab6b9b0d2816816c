// SPDX-License-Identifier: Apache-2.0
package backplane.memory.mmap.linux;

import backplane.kernel.KernelFault;
import backplane.kernel.Placement;
import backplane.kernel.ThreadPlacer;
import org.osgi.service.component.annotations.Component;

/** Places threads by sched_setaffinity(2) and sched_setscheduler(2). */
@Component(service = ThreadPlacer.class)
public final class LinuxThreadPlacer implements ThreadPlacer {
    private static final int MASK = Placement.MOST_CPUS / Byte.SIZE;
    /** In place of a thread's number. */
    private static final int CALLER = 0;

    @Override
    public void place(Placement placement) throws KernelFault {
        KernelFault refused = schedule(placement);
        pin(placement);
        if (refused != null) {
            throw refused;
        }
    }

    private static KernelFault schedule(Placement placement) {
        try (NativeBlock parameters = new NativeBlock(Integer.BYTES)) {
            parameters.bytes().putInt(0, placement.priority());
            if (Libc.sched_setscheduler(CALLER, placement.policy().number(), parameters.address()) < 0) {
                return KernelErrors.lastFault("schedule a thread as " + placement.policy() + " with priority " + placement.priority());
            }
            return null;
        }
    }

    private static void pin(Placement placement) throws KernelFault {
        try (NativeBlock mask = new NativeBlock(MASK)) {
            if (placement.cpus().isEmpty()) {
                // the first thread of a process has its number, and is nobody's here
                if (Libc.sched_getaffinity((int) ProcessHandle.current().pid(), MASK, mask.address()) < 0) {
                    throw KernelErrors.lastFault("ask which processors the process has");
                }
            }
            for (int cpu : placement.cpus()) {
                int at = littleEndian(cpu / Byte.SIZE);
                mask.bytes().put(at, (byte) (mask.bytes().get(at) | 1 << cpu % Byte.SIZE));
            }
            if (Libc.sched_setaffinity(CALLER, MASK, mask.address()) < 0) {
                throw KernelErrors.lastFault("have a thread run on the processors " + placement.cpus());
            }
        }
    }

    /** The mask is made of longs in the machine's order. */
    private static int littleEndian(int at) {
        boolean little = java.nio.ByteOrder.nativeOrder() == java.nio.ByteOrder.LITTLE_ENDIAN;
        return little ? at : at ^ Long.BYTES - 1;
    }
}

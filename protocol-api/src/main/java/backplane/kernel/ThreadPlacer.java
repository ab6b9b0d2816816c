// SPDX-License-Identifier: Apache-2.0
package backplane.kernel;

/** Says where threads run. Any thread, each for itself. */
public interface ThreadPlacer {
    /**
     * Places the calling thread, and with it the threads that it starts from now on.
     *
     * @param placement {@link Placement#NONE} has it as the process has it
     * @throws KernelFault EPERM without CAP_SYS_NICE or a limit of real-time priority (RLIMIT_RTPRIO) that is high enough, EINVAL if the
     *                     process may use none of the processors; what could be set is set
     */
    void place(Placement placement) throws KernelFault;
}

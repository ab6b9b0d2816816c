// SPDX-License-Identifier: Apache-2.0
package backplane.itests.container;

import backplane.kernel.KernelFault;
import backplane.testkit.FrontendMemory;
import backplane.testkit.KernelPorts;
import java.nio.file.Path;
import java.util.Arrays;

/** A front-end that sets up all the time: memory comes and goes, a ring stops and starts, descriptors are renewed. A thread of its own. */
final class SetupLoad implements AutoCloseable {
    private static final int SET_VALUE = 5;
    private static final int GET_VALUE = 4;
    private static final int LINE = 2;
    private static final int OUT = 1;

    private final GpioSession guest;
    private final Thread thread;
    private volatile boolean ending;
    private volatile Throwable failure;
    private volatile long rounds;

    SetupLoad(Path socket, KernelPorts kernel) throws KernelFault {
        guest = GpioSession.connect(socket, kernel, 5);
        expect(SET_VALUE, 0, 0);
        expect(3, OUT, 0);
        thread = new Thread(this::run, "setup");
        thread.start();
    }

    /** @throws AssertionError with what was wrong */
    long rounds() {
        if (failure != null) {
            throw new AssertionError("setting up failed after " + rounds + " rounds", failure);
        }
        return rounds;
    }

    private void run() {
        try {
            while (!ending) {
                int value = (int) (rounds % 2);
                expect(SET_VALUE, value, 0);
                guest.frontend.stopQueue(GpioSession.REQUESTS);
                FrontendMemory.Region region = guest.frontend.addMemory(1 << 20);
                guest.frontend.restartQueue(GpioSession.REQUESTS);
                expect(GET_VALUE, 0, value);
                guest.frontend.removeMemory(region);
                guest.frontend.renewCall(GpioSession.REQUESTS);
                guest.frontend.getConfig(0, 8);
                expect(GET_VALUE, 0, value);
                rounds++;
            }
        } catch (KernelFault | RuntimeException | AssertionError failed) {
            failure = failed;
        }
    }

    private void expect(int type, int value, int answer) throws KernelFault {
        byte[] answered = guest.request(type, LINE, value);
        if (answered.length != 2 || answered[0] != 0 || answered[1] != answer) {
            throw new AssertionError("request " + type + " was answered with " + Arrays.toString(answered) + ", not " + answer);
        }
    }

    @Override
    public void close() {
        ending = true;
        try {
            thread.join(60_000);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        guest.close();
        rounds();
    }
}

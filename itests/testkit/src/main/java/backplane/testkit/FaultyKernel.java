// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Stands before the ports of another kernel and has single calls fail or take long. Calls that may fail are counted from 0, on all ports
 * together; what they return is stood before as well. Any thread.
 */
public final class FaultyKernel {
    private final List<String> calls = new ArrayList<>();
    private int failing = -1;
    private Errno errno;
    private Duration delay = Duration.ZERO;

    /** That call fails once with this error; it is not made. */
    public synchronized FaultyKernel fail(int call, Errno with) {
        failing = call;
        errno = with;
        return this;
    }

    /** Each call takes so much longer. */
    public synchronized FaultyKernel delay(Duration each) {
        delay = each;
        return this;
    }

    /** The calls so far, as {@code UnixSockets.listen}. */
    public synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    /** A port that does what the other one does, but for the faults. */
    public <T> T before(Class<T> port, T real) {
        return port.cast(gate(port, real));
    }

    private Object gate(Class<?> port, Object real) {
        return Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, new Gate(port, real));
    }

    private void pass(String name) throws KernelFault {
        Duration wait;
        synchronized (this) {
            int number = calls.size();
            calls.add(name);
            if (number == failing) {
                throw new KernelFault(errno, "fault " + number + " at " + name);
            }
            wait = delay;
        }
        if (!wait.isZero()) {
            LockSupport.parkNanos(wait.toNanos());
        }
    }

    private final class Gate implements InvocationHandler {
        private final Class<?> port;
        private final Object real;

        private Gate(Class<?> port, Object real) {
            this.port = port;
            this.real = real;
        }

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
            if (Arrays.asList(method.getExceptionTypes()).contains(KernelFault.class)) {
                try {
                    pass(port.getSimpleName() + "." + method.getName());
                } catch (KernelFault fault) {
                    closeAdopted(method, arguments);
                    throw fault;
                }
            }
            try {
                Object result = method.invoke(real, arguments);
                Class<?> type = method.getReturnType();
                boolean isPort = result != null && type.isInterface() && type != OwnedFd.class
                        && type.getPackageName().equals("backplane.kernel");
                return isPort ? gate(type, result) : result;
            } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
            }
        }

        /** What is to be taken over is taken over by a call that fails, too: the contract of each adopt. */
        private void closeAdopted(Method method, Object[] arguments) {
            if (method.getName().startsWith("adopt")) {
                ((OwnedFd) arguments[0]).close();
            }
        }
    }
}

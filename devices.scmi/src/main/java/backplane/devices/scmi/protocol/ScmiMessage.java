// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.protocol;

import backplane.devices.scmi.wire.ScmiStatus;
import backplane.kernel.KernelFault;

/**
 * A row of a protocol's table: what is checked before the message is served, and what serves it.
 *
 * @param id       of the message
 * @param name     DEN0056's
 * @param size     bytes of parameters, exactly, or at least if {@code variable}
 * @param variable whether more parameters may follow
 * @param domainAt where the parameters name a domain, or -1
 * @param right    what the agent needs for that domain
 * @param events   whether it asks for messages on the eventq, and so is refused without P2A_CHANNELS
 * @param changes  whether it may change what the agent's next device has to know
 * @param serve    returns the values, and the status
 */
public record ScmiMessage(int id, String name, int size, boolean variable, int domainAt, Right right, boolean events,
        boolean changes, Handler serve) {
    /** Serves one message, after all that its row says was checked. */
    public interface Handler {
        ScmiStatus serve(ScmiCall call) throws KernelFault;
    }

    /** One that is about no domain. */
    public static ScmiMessage row(int id, String name, int size, Handler serve) {
        return new ScmiMessage(id, name, size, false, -1, Right.NONE, false, false, serve);
    }

    /** One that is about the domain which the parameters name first. */
    public static ScmiMessage domain(int id, String name, int size, Right right, Handler serve) {
        return new ScmiMessage(id, name, size, false, 0, right, false, right == Right.WRITE, serve);
    }

    public ScmiMessage at(int offset) {
        return new ScmiMessage(id, name, size, variable, offset, right, events, changes, serve);
    }

    public ScmiMessage orLonger() {
        return new ScmiMessage(id, name, size, true, domainAt, right, events, changes, serve);
    }

    /** It switches notifications on or off. */
    public ScmiMessage forEvents() {
        return new ScmiMessage(id, name, size, variable, domainAt, right, true, true, serve);
    }

    /** Needs no right to write, or has no domain, and yet sets something that is handed over. */
    public ScmiMessage thatChanges() {
        return new ScmiMessage(id, name, size, variable, domainAt, right, events, true, serve);
    }
}

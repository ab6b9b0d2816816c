// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.protocol;

import static backplane.devices.scmi.protocol.ScmiMessage.row;

import backplane.device.StateRejected;
import backplane.devices.scmi.wire.ProtocolId;
import backplane.devices.scmi.wire.ScmiHeader;
import backplane.devices.scmi.wire.ScmiStatus;
import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * One protocol: its messages as a table, and what is alike in all of them. The order of the checks is the reference platform's (protocol,
 * message, size, domain, rights, then values). On the platform's thread.
 */
public abstract class ScmiProtocol {
    private static final int MESSAGES = 0x20;
    private static final int NAME = 16;
    private static final int EXTENDED_NAME = 64;

    private final ProtocolId id;
    private final String kind;
    private final ScmiMessage[] table = new ScmiMessage[MESSAGES];

    /** @param kind as in {@link Rights} */
    protected ScmiProtocol(ProtocolId id, String kind) {
        this.id = id;
        this.kind = kind;
        add(row(0, "PROTOCOL_VERSION", 0, call -> returned(call.put32(id.version()))));
        add(row(1, "PROTOCOL_ATTRIBUTES", 0, this::attributes));
        add(row(2, "PROTOCOL_MESSAGE_ATTRIBUTES", 4, this::messageAttributes));
        add(row(0x10, "NEGOTIATE_PROTOCOL_VERSION", 4,
                call -> call.u32(0) == id.version() ? ScmiStatus.SUCCESS : ScmiStatus.NOT_SUPPORTED));
    }

    protected final void add(ScmiMessage message) {
        table[message.id()] = message;
    }

    public final ProtocolId id() {
        return id;
    }

    public final String kind() {
        return kind;
    }

    /** All rows, by id. */
    public final List<ScmiMessage> messages() {
        return Arrays.stream(table).filter(Objects::nonNull).toList();
    }

    /** DEN0056's name of a message, or null for one that there is not. */
    final String nameOf(int message) {
        return message >= MESSAGES || table[message] == null ? null : table[message].name();
    }

    /** How many domains there are; a protocol without any is not listed. */
    public abstract int domains();

    /** @param domain 0 to {@link #domains()} less one */
    public abstract String name(int domain);

    /**
     * The operator sets what a domain is about: a state (0 or 1), a level, a rate, a voltage, a cap. It holds until votes say otherwise;
     * guests that listen are told, and that it was the platform.
     *
     * @throws IllegalArgumentException if the domain can't be that, saying what it can be
     */
    public void force(int domain, long value) throws KernelFault {
        throw new IllegalArgumentException("there is nothing to set in '" + kind + "'");
    }

    static void require(boolean allowed, long value, Object instead) {
        if (!allowed) {
            throw new IllegalArgumentException(value + " is not allowed; " + instead + " is");
        }
    }

    /** Whether there is anything for the protocol to do. */
    public boolean isThere() {
        return domains() > 0;
    }

    /** Answers PROTOCOL_ATTRIBUTES. */
    protected abstract ScmiStatus attributes(ScmiCall call) throws KernelFault;

    /** Attributes of one message. */
    protected int attributesOf(ScmiMessage message) {
        return 0;
    }

    /**
     * An agent has gone, or its driver has begun anew: its votes on a domain are taken back, all of them even if the hardware refuses to
     * follow.
     *
     * @throws KernelFault if the domain does not go where the votes that are left want it
     */
    public void withdraw(ScmiAgent agent, int domain) throws KernelFault {
        // nothing is voted on here
    }

    /** Serves a command and ends it. */
    public final void serve(ScmiCall call) {
        ScmiStatus status;
        try {
            status = check(call);
        } catch (KernelFault fault) {
            status = statusOf(fault);
        }
        call.end(status);
    }

    private ScmiStatus check(ScmiCall call) throws KernelFault {
        int message = ScmiHeader.message(call.header());
        ScmiMessage row = message < MESSAGES ? table[message] : null;
        if (row == null) {
            return ScmiStatus.NOT_FOUND;
        }
        if (call.size() < row.size() || call.size() > row.size() && !row.variable()) {
            return ScmiStatus.PROTOCOL_ERROR;
        }
        if (row.domainAt() >= 0) {
            int domain = call.u32(row.domainAt());
            if (Integer.compareUnsigned(domain, domains()) >= 0) {
                return ScmiStatus.NOT_FOUND;
            }
            if (rightOf(call.agent(), domain).compareTo(row.right()) < 0) {
                return ScmiStatus.DENIED;
            }
            call.about(domain);
        }
        if (row.events() && !call.agent().hasEvents()) {
            return ScmiStatus.NOT_SUPPORTED;
        }
        if (row.changes()) {
            call.noteChange();
        }
        return row.serve().serve(call);
    }

    protected final Right rightOf(ScmiAgent agent, int domain) {
        return agent.rights().of(kind, name(domain));
    }

    private ScmiStatus messageAttributes(ScmiCall call) {
        int message = call.u32(0);
        ScmiMessage row = message >= 0 && message < MESSAGES ? table[message] : null;
        if (row == null || row.events() && !call.agent().hasEvents()) {
            return ScmiStatus.NOT_FOUND;
        }
        return returned(call.put32(attributesOf(row)));
    }

    /** Where hardware's faults become answers. */
    private static ScmiStatus statusOf(KernelFault fault) {
        Errno errno = fault.errno();
        if (errno == Errno.EACCES || errno == Errno.EPERM) {
            return ScmiStatus.DENIED;
        }
        if (errno == Errno.EBUSY || errno == Errno.EAGAIN) {
            return ScmiStatus.BUSY;
        }
        return errno == Errno.EINVAL ? ScmiStatus.OUT_OF_RANGE : ScmiStatus.HARDWARE_ERROR;
    }

    /** SUCCESS, for one line. */
    protected static ScmiStatus returned(ScmiCall call) {
        return ScmiStatus.SUCCESS;
    }

    protected static ScmiCall putName(ScmiCall call, String name) {
        return call.putText(name, NAME);
    }

    /** The bit that says that NAME_GET has more of the name. */
    protected static int extended(String name, int bit) {
        return name.length() >= NAME ? 1 << bit : 0;
    }

    /** The answer to NAME_GET. */
    protected final ScmiStatus nameGet(ScmiCall call) {
        return returned(call.put32(0).putText(name(call.domain()), EXTENDED_NAME));
    }

    /** A row that switches a notification: domain, then bit 0. */
    protected final ScmiMessage notifier(int message, String name, int event) {
        return ScmiMessage.domain(message, name, 8, Right.READ, call -> {
            if ((call.u32(4) & ~1) != 0) {
                return ScmiStatus.INVALID_PARAMETERS;
            }
            call.agent().want(id, event, call.domain(), call.u32(4) == 1);
            return ScmiStatus.SUCCESS;
        }).forEvents();
    }

    /** The bit of an attribute word, if the agent has a way to be told. */
    protected static int ifEvents(ScmiCall call, int bit) {
        return call.agent().hasEvents() ? 1 << bit : 0;
    }

    /** Whether any agent wants that. */
    protected final boolean isHeard(List<ScmiAgent> agents, int event, int domain) {
        for (int i = 0; i < agents.size(); i++) {
            if (agents.get(i).wants(id, event, domain)) {
                return true;
            }
        }
        return false;
    }

    /** Tells each agent that wants it: who did it, the domain, and what follows. Another guest is the platform to it. */
    protected final void tellAll(List<ScmiAgent> agents, int event, int domain, int... payload) {
        for (ScmiAgent agent : agents) {
            if (agent.wants(id, event, domain)) {
                int[] told = payload.clone();
                told[0] = payload[0] == agent.id() ? ScmiAgent.ITSELF : ScmiAgent.PLATFORM;
                agent.tell(id, event, domain, told);
            }
        }
    }

    /**
     * Notes what an agent has set, for its next device.
     */
    public void save(ScmiAgent agent, SavedAgent into) {
        // nothing is set here
    }

    /**
     * Takes over what an agent had set.
     *
     * @param apply false to look only whether all of it can be taken
     * @throws StateRejected naming what is wrong
     */
    public void restore(ScmiAgent agent, SavedAgent from, boolean apply) throws StateRejected, KernelFault {
        // nothing is set here
    }

    @Override
    public String toString() {
        return kind;
    }
}

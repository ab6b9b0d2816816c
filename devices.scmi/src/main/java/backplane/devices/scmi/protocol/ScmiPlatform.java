// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.protocol;

import backplane.devices.scmi.wire.MessageType;
import backplane.devices.scmi.wire.ProtocolId;
import backplane.devices.scmi.wire.ScmiHeader;
import backplane.devices.scmi.wire.ScmiStatus;
import backplane.kernel.KernelFault;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The protocols that a platform serves. On the platform's thread. */
public final class ScmiPlatform {
    private final ScmiProtocol[] byCode = new ScmiProtocol[256];
    private final List<ScmiProtocol> protocols;
    private final Consumer<String> faults;

    /**
     * @param protocols all but Base; those without a domain are not served
     * @param faults    takes a line for each command that broke a protocol's code
     */
    public ScmiPlatform(List<ScmiProtocol> protocols, Consumer<String> faults) {
        this.protocols = protocols.stream().filter(ScmiProtocol::isThere).toList();
        this.faults = faults;
        this.protocols.forEach(protocol -> byCode[protocol.id().code()] = protocol);
        BaseProtocol base = new BaseProtocol(this);
        byCode[base.id().code()] = base;
    }

    /** All but Base, in order of their ids. */
    public List<ScmiProtocol> protocols() {
        return protocols;
    }

    /** Base first. */
    public List<ScmiProtocol> all() {
        return Stream.concat(Stream.of(byCode[ProtocolId.BASE.code()]), protocols.stream()).toList();
    }

    /** What a header says, for people: protocol and message, or type, by name as far as they have one. */
    public String nameOf(int header) {
        ScmiProtocol protocol = byCode[ScmiHeader.protocol(header)];
        int message = ScmiHeader.message(header);
        String kind = protocol == null ? String.format("protocol 0x%02x", ScmiHeader.protocol(header)) : protocol.kind();
        if (ScmiHeader.type(header) == MessageType.NOTIFICATION.code()) {
            return kind + " notification " + message;
        }
        String name = protocol == null ? null : protocol.nameOf(message);
        return kind + " " + (name == null ? String.format("message 0x%02x", message) : name)
                + (ScmiHeader.type(header) == MessageType.DELAYED_RESPONSE.code() ? " delayed" : "");
    }

    /** Takes back what an agent wants and votes; hardware that refuses is told, and is no reason to leave the rest as it was. */
    public void reset(ScmiAgent agent) {
        agent.forget();
        for (ScmiProtocol protocol : protocols) {
            for (int domain = 0; domain < protocol.domains(); domain++) {
                try {
                    protocol.withdraw(agent, domain);
                } catch (KernelFault fault) {
                    faults.accept(protocol + " '" + protocol.name(domain) + "' stays as it is, though " + agent.name()
                            + " has taken its votes back: " + fault.getMessage());
                }
            }
        }
    }

    /** Whether an agent may use a protocol. */
    boolean serves(ScmiAgent agent, ScmiProtocol protocol) {
        return agent.rights().mentions(protocol.kind());
    }

    /** Serves one command: it has ended after the return, whatever it was. */
    public void serve(ScmiCall call) {
        int header = call.header();
        ScmiProtocol protocol = byCode[ScmiHeader.protocol(header)];
        if (ScmiHeader.type(header) != MessageType.COMMAND.code() || header >>> 28 != 0) {
            call.end(ScmiStatus.PROTOCOL_ERROR);
        } else if (protocol == null || protocol != byCode[ProtocolId.BASE.code()] && !serves(call.agent(), protocol)) {
            call.end(ScmiStatus.NOT_SUPPORTED);
        } else {
            try {
                protocol.serve(call);
            } catch (RuntimeException | StackOverflowError | LinkageError stray) {
                faults.accept(protocol + ", message 0x" + Integer.toHexString(ScmiHeader.message(header)) + " of " + call.agent().name()
                        + ": " + stray);
                call.end(ScmiStatus.GENERIC_ERROR);
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.protocol;

import backplane.devices.scmi.wire.MessageType;
import backplane.devices.scmi.wire.ProtocolId;
import backplane.devices.scmi.wire.ScmiHeader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;
import java.util.TreeSet;

/**
 * A guest as the platform sees it: who it is, what it may do, what it wants to be told. On the platform's thread, but for the rights and
 * the sink, which the device sets while none of its calls are out.
 */
public final class ScmiAgent {
    /** Delayed responses that wait for one guest, at most; a further asynchronous command is answered with BUSY. */
    public static final int DELAYED = 64;

    /** The only agent that a guest knows beside the platform is the one that it is. */
    public static final int ITSELF = 1;
    public static final int PLATFORM = 0;

    private final int id;
    private final String name;
    private final Set<Long> wanted = new TreeSet<>();
    private volatile Rights rights;
    private volatile EventSink sink;

    /** @param id 1 to 64; 0 is the platform itself */
    public ScmiAgent(int id, String name, Rights rights) {
        this.id = id;
        this.name = name;
        this.rights = rights;
    }

    public int id() {
        return id;
    }

    public String name() {
        return name;
    }

    public Rights rights() {
        return rights;
    }

    public void setRights(Rights next) {
        rights = next;
    }

    /** @param next null while the guest has no eventq (P2A_CHANNELS was not negotiated) */
    public void setSink(EventSink next) {
        sink = next;
    }

    public boolean hasEvents() {
        return sink != null;
    }

    /** Whether another asynchronous command can be taken. */
    public boolean canWait() {
        return sink != null && sink.waiting() < DELAYED;
    }

    /** Switches one kind of notification of one domain. */
    public void want(ProtocolId protocol, int kind, int domain, boolean on) {
        if (on) {
            wanted.add(place(protocol, kind, domain));
        } else {
            wanted.remove(place(protocol, kind, domain));
        }
    }

    public boolean wants(ProtocolId protocol, int kind, int domain) {
        return wanted.contains(place(protocol, kind, domain));
    }

    /** All that it wants, for a saved state; each is protocol in bits 47:40, kind in 39:32, domain below. */
    public Set<Long> wanted() {
        return wanted;
    }

    /** @param place one of {@link #wanted()} of an earlier device */
    public void wantAgain(long place) {
        wanted.add(place);
    }

    /** Nothing is wanted any more: the agent's driver has begun anew. */
    public void forget() {
        wanted.clear();
    }

    /**
     * Tells the guest, if it wants that.
     *
     * @param payload le32 each
     */
    public void tell(ProtocolId protocol, int kind, int domain, int... payload) {
        EventSink way = sink;
        if (way != null && wants(protocol, kind, domain)) {
            way.notify(place(protocol, kind, domain), message(ScmiHeader.of(MessageType.NOTIFICATION, protocol.code(), kind, 0), payload));
        }
    }

    /** The delayed response to a command. */
    public void respond(int command, int... payload) {
        EventSink way = sink;
        if (way != null) {
            way.respond(message(ScmiHeader.delayed(command), payload));
        }
    }

    private static byte[] message(int header, int... payload) {
        ByteBuffer bytes = ByteBuffer.allocate(ScmiHeader.SIZE + 4 * payload.length).order(ByteOrder.LITTLE_ENDIAN).putInt(header);
        for (int word : payload) {
            bytes.putInt(word);
        }
        return bytes.array();
    }

    private static long place(ProtocolId protocol, int kind, int domain) {
        return (long) protocol.code() << 40 | (long) kind << 32 | domain & 0xffffffffL;
    }
}

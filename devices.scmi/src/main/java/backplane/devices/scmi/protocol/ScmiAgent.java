// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.protocol;

import backplane.devices.scmi.wire.MessageType;
import backplane.devices.scmi.wire.ProtocolId;
import backplane.devices.scmi.wire.ScmiHeader;
import backplane.devices.scmi.wire.ScmiStatus;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntFunction;

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

    private static final int MOST_DOMAINS = 4096;

    private final int id;
    private final String name;
    /** Bits are domains; two kinds of each protocol. */
    private final BitSet[] wanted = new BitSet[2 * ProtocolId.values().length];
    private volatile Rights rights;
    private volatile EventSink sink;
    private volatile IntFunction<ScmiStatus> power = state -> ScmiStatus.NOT_SUPPORTED;
    private boolean moved;

    /** @param id 1 to 64; 0 is the platform itself */
    public ScmiAgent(int id, String name, Rights rights) {
        this.id = id;
        this.name = name;
        this.rights = rights;
        Arrays.setAll(wanted, i -> new BitSet());
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
        wanted(protocol, kind).set(domain, on);
    }

    public boolean wants(ProtocolId protocol, int kind, int domain) {
        return wanted(protocol, kind).get(domain);
    }

    /** Whether it wants that of any domain. */
    public boolean wantsAny(ProtocolId protocol, int kind) {
        return !wanted(protocol, kind).isEmpty();
    }

    private BitSet wanted(ProtocolId protocol, int kind) {
        return wanted[2 * protocol.ordinal() + kind];
    }

    /** All that it wants, for a saved state; each is protocol in bits 47:40, kind in 39:32, domain below. */
    public List<Long> wanted() {
        List<Long> all = new ArrayList<>();
        for (ProtocolId protocol : ProtocolId.values()) {
            for (int kind = 0; kind < 2; kind++) {
                for (int domain : wanted(protocol, kind).stream().toArray()) {
                    all.add(place(protocol, kind, domain));
                }
            }
        }
        return all;
    }

    /**
     * @param place one of {@link #wanted()} of an earlier device
     * @return whether it can be one
     */
    public boolean wantAgain(long place) {
        int kind = (int) (place >>> 32) & 0xff;
        int domain = (int) place;
        for (ProtocolId protocol : ProtocolId.values()) {
            if (place >>> 40 == protocol.code() && kind < 2 && domain >= 0 && domain < MOST_DOMAINS) {
                want(protocol, kind, domain, true);
                return true;
            }
        }
        return false;
    }

    /** A sensor that it watches was seen for the first time, or on the other side of a trip point. On the platform's thread. */
    void noteMoved() {
        moved = true;
    }

    /** Whether that was so since the last call. On the platform's thread. */
    public boolean takeMoved() {
        boolean was = moved;
        moved = false;
        return was;
    }

    /** Nothing is wanted any more: the agent's driver has begun anew. */
    public void forget() {
        for (BitSet domains : wanted) {
            domains.clear();
        }
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

    /**
     * The delayed response to a command.
     *
     * @param due when it may be sent, nanoseconds; 0 for now
     */
    public void respond(int command, long due, int... payload) {
        EventSink way = sink;
        if (way != null) {
            way.respond(message(ScmiHeader.delayed(command), payload), due);
        }
    }

    /** @return when {@link EventSink#due} wants to be called again */
    public long due(long now) {
        EventSink way = sink;
        return way == null ? Long.MAX_VALUE : way.due(now);
    }

    /** @param next takes a state of the System power protocol that the guest asks for itself */
    public void setPower(IntFunction<ScmiStatus> next) {
        power = next;
    }

    ScmiStatus askPower(int state) {
        return power.apply(state);
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

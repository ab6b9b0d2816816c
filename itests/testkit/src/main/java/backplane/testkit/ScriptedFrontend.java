// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

import backplane.kernel.EventFd;
import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;
import backplane.kernel.UnixConnection;
import backplane.memory.FrontendAddress;
import backplane.memory.GuestAddress;
import backplane.memory.RegionMapping;
import backplane.testkit.FrontendProfile.Habit;
import backplane.vhostuser.FrontendRequest;
import backplane.vhostuser.MessageHeader;
import backplane.vhostuser.ProtocolFeature;
import backplane.vhostuser.VringAddress;
import backplane.virtio.FeatureSet;
import backplane.virtio.VirtioFeature;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Plays a VMM over one connection, in the order of a real one ({@link FrontendProfile}). A request that is refused where it
 * should not be is an {@link AssertionError}; no wait is longer than {@link Patience#LIMIT}. One thread.
 *
 * <pre>
 * frontend.handshake(wanted, 2);            // features, protocol features, owner, CALL and ERR of two queues
 * frontend.acceptFeatures();                // SET_FEATURES
 * frontend.setMemory(16 &lt;&lt; 20);
 * GuestQueue queue = frontend.startQueue(0, 64);
 * queue.ring().add(List.of(request), 2);
 * queue.submit();
 * List&lt;UsedChain&gt; back = queue.await(1);
 * </pre>
 */
public final class ScriptedFrontend extends FrontendMessages implements AutoCloseable {
    private static final int BUFFER_BYTES = 256 << 10;
    private static final long NO_LOG = -1;

    private final KernelPorts ports;
    private final FrontendProfile profile;
    private final FrontendMemory memory;
    private final TreeMap<Integer, GuestQueue> queues = new TreeMap<>();
    private MessageLink channel;
    private FeatureSet offered = FeatureSet.NONE;
    private FeatureSet wanted = FeatureSet.NONE;
    private FeatureSet protocol = FeatureSet.NONE;

    /**
     * @param connection owned by this from now on
     */
    public ScriptedFrontend(UnixConnection connection, KernelPorts ports, FrontendProfile profile) {
        super(new MessageLink(connection));
        this.ports = ports;
        this.profile = profile;
        this.memory = new FrontendMemory(ports);
    }

    @Override
    boolean asksForAcks() {
        return profile.has(Habit.ACKS) && protocol.has(ProtocolFeature.REPLY_ACK);
    }

    // session

    /**
     * The profile's handshake.
     *
     * @param features what the guest will take of what is offered; bit 30 is added
     * @param queueCount for how many queues CALL and ERR are sent
     */
    public void handshake(FeatureSet features, int queueCount) throws KernelFault {
        wanted = features.with(VirtioFeature.PROTOCOL_FEATURES);
        if (profile.has(Habit.OWNER_FIRST)) {
            tell(FrontendRequest.SET_OWNER, Payloads.none());
        }
        offered = new FeatureSet(askWord(FrontendRequest.GET_FEATURES));
        if (offered.has(VirtioFeature.PROTOCOL_FEATURES)) {
            negotiateProtocol();
        }
        if (!profile.has(Habit.OWNER_FIRST)) {
            tell(FrontendRequest.SET_OWNER, Payloads.none());
            offered = new FeatureSet(askWord(FrontendRequest.GET_FEATURES));
        }
        if (profile.has(Habit.EARLY_CALLS)) {
            for (int i = 0; i < queueCount; i++) {
                renewCall(i);
                tell(FrontendRequest.SET_VRING_ERR, Payloads.word(i), queue(i).errFd().fd());
            }
        }
    }

    private void negotiateProtocol() throws KernelFault {
        FeatureSet theirs = new FeatureSet(askWord(FrontendRequest.GET_PROTOCOL_FEATURES));
        FeatureSet chosen = theirs.and(profile.protocol());
        if (ports.pairs() == null) {
            chosen = chosen.without(ProtocolFeature.BACKEND_REQ);
        }
        tell(FrontendRequest.SET_PROTOCOL_FEATURES, Payloads.word(chosen.bits()));
        protocol = chosen;
        if (protocol.has(ProtocolFeature.MQ)) {
            askWord(FrontendRequest.GET_QUEUE_NUM);
        }
        if (protocol.has(ProtocolFeature.CONFIGURE_MEM_SLOTS)) {
            askWord(FrontendRequest.GET_MAX_MEM_SLOTS);
        }
        if (protocol.has(ProtocolFeature.BACKEND_REQ)) {
            openChannel();
        }
    }

    /** Sends a new back-end channel; the old one is closed. */
    public void openChannel() throws KernelFault {
        SocketPairs.Pair pair = ports.pairs().open();
        MessageLink old = channel;
        channel = new MessageLink(ports.sockets().adopt(pair.ours()));
        try (OwnedFd theirs = pair.theirs()) {
            tell(FrontendRequest.SET_BACKEND_REQ_FD, Payloads.none(), theirs);
        }
        if (old != null) {
            old.close();
        }
    }

    /** Sends SET_FEATURES with what was wanted of what is offered. */
    public void acceptFeatures() throws KernelFault {
        tell(FrontendRequest.SET_FEATURES, Payloads.word(features().bits()));
    }

    /** What {@link #acceptFeatures()} accepts. */
    public FeatureSet features() {
        return offered.and(wanted);
    }

    public FeatureSet offeredFeatures() {
        return offered;
    }

    /** The protocol features that both sides have. */
    public FeatureSet protocolFeatures() {
        return protocol;
    }

    /**
     * Waits for a request on the back-end channel, and acknowledges it if it asks for that.
     *
     * @throws AssertionError if none comes within {@link Patience#LIMIT}
     */
    public Message nextBackendRequest() throws KernelFault {
        Message request = channel.next();
        if ((request.flags() & MessageHeader.NEED_REPLY) != 0) {
            channel.send((int) request.code(), REPLY_FLAGS, Payloads.word(0));
        }
        return request;
    }

    /** The back-end channel, null if there is none. */
    public MessageLink channel() {
        return channel;
    }

    // memory

    public FrontendMemory memory() {
        return memory;
    }

    /** Gives the guest new memory: one region for each size, with gaps between. The old memory goes. */
    public void setMemory(long... sizes) throws KernelFault {
        List<RegionMapping> mappings = new ArrayList<>();
        for (long size : sizes) {
            mappings.add(memory.plan(size, sameAddresses()));
        }
        setMemory(mappings);
    }

    /** Gives the guest new memory, laid out by the test. */
    public void setMemory(List<RegionMapping> mappings) throws KernelFault {
        boolean onePerMessage = addsRegions();
        for (FrontendMemory.Region old : memory.regions()) {
            if (onePerMessage) {
                tell(FrontendRequest.REM_MEM_REG, Payloads.region(old.mapping()));
            }
        }
        memory.close();
        for (RegionMapping mapping : mappings) {
            FrontendMemory.Region region = memory.add(mapping);
            if (onePerMessage) {
                tell(FrontendRequest.ADD_MEM_REG, Payloads.region(mapping), region.file());
            }
        }
        if (!onePerMessage) {
            sendTable();
        }
    }

    /** Plugs in one more region: by ADD_MEM_REG, or by a new table. */
    public FrontendMemory.Region addMemory(long size) throws KernelFault {
        FrontendMemory.Region region = memory.add(memory.plan(size, sameAddresses()));
        if (addsRegions()) {
            tell(FrontendRequest.ADD_MEM_REG, Payloads.region(region.mapping()), region.file());
        } else {
            sendTable();
        }
        return region;
    }

    /** Unplugs a region: by REM_MEM_REG, or by a new table. */
    public void removeMemory(FrontendMemory.Region region) throws KernelFault {
        if (addsRegions()) {
            tell(FrontendRequest.REM_MEM_REG, Payloads.region(region.mapping()));
            memory.remove(region);
        } else {
            memory.remove(region);
            sendTable();
        }
    }

    /** Sends SET_MEM_TABLE with the regions there are. */
    public void sendTable() throws KernelFault {
        List<FrontendMemory.Region> regions = memory.regions();
        ByteBuffer payload = Payloads.table(regions.stream().map(FrontendMemory.Region::mapping).toList(),
                profile.has(Habit.PADS_MEM_TABLE));
        tell(FrontendRequest.SET_MEM_TABLE, payload, regions.stream().map(FrontendMemory.Region::file).toArray(OwnedFd[]::new));
    }

    private boolean addsRegions() {
        return profile.has(Habit.ADDS_REGIONS) && protocol.has(ProtocolFeature.CONFIGURE_MEM_SLOTS);
    }

    private boolean sameAddresses() {
        return profile.has(Habit.SAME_ADDRESSES) || protocol.has(ProtocolFeature.GPA_ADDRESSES);
    }

    // queues

    /** The queue of that number; made if it is asked for the first time. */
    public GuestQueue queue(int index) throws KernelFault {
        GuestQueue queue = queues.get(index);
        if (queue == null) {
            queue = new GuestQueue(index, ports);
            queues.put(index, queue);
        }
        return queue;
    }

    /** Makes a fresh ring with room for 256 KiB of buffers and starts it. */
    public GuestQueue startQueue(int index, int size) throws KernelFault {
        GuestQueue queue = makeQueue(index, size);
        restartQueue(index);
        return queue;
    }

    /** As {@link #startQueue}, without telling the back-end. */
    public GuestQueue makeQueue(int index, int size) throws KernelFault {
        GuestQueue queue = queue(index);
        boolean packed = features().has(VirtioFeature.RING_PACKED);
        int bytes = packed ? PackedDriverRing.bytes(size, BUFFER_BYTES) : DriverRing.bytes(size, BUFFER_BYTES);
        GuestAddress start = memory.allocate(bytes);
        queue.ring(packed ? new PackedDriverRing(memory.at(start, bytes), start, size, features())
                : new DriverRing(memory.at(start, bytes), start, size, features()));
        return queue;
    }

    /** Starts a stopped queue where it stopped: NUM, BASE, ADDR, KICK, CALL, ENABLE. */
    public void restartQueue(int index) throws KernelFault {
        configureQueue(index);
        tell(FrontendRequest.SET_VRING_KICK, Payloads.word(index), queue(index).renewKick().fd());
        renewCall(index);
        enableQueue(index, true);
    }

    /** As {@link #restartQueue}, with a base of the test's own. */
    public void restartQueueAt(int index, long base) throws KernelFault {
        queue(index).base(base);
        restartQueue(index);
    }

    /** NUM, BASE and ADDR alone. */
    public void configureQueue(int index) throws KernelFault {
        GuestQueue queue = queue(index);
        tell(FrontendRequest.SET_VRING_NUM, Payloads.state(index, queue.driver().size()));
        tell(FrontendRequest.SET_VRING_BASE, Payloads.state(index, queue.base()));
        tell(FrontendRequest.SET_VRING_ADDR, Payloads.address(addressOf(index)));
    }

    /** What SET_VRING_ADDR says of a queue, without logging. */
    public VringAddress addressOf(int index) throws KernelFault {
        DriverSide ring = queue(index).driver();
        return new VringAddress(index, false, ringAddress(ring.descriptorTable()), ringAddress(ring.usedRing()),
                ringAddress(ring.availableRing()), new GuestAddress(NO_LOG));
    }

    private FrontendAddress ringAddress(GuestAddress address) {
        return protocol.has(ProtocolFeature.GPA_ADDRESSES) ? new FrontendAddress(address.value()) : memory.frontendAddress(address);
    }

    /** Sends SET_VRING_ENABLE; nothing without bit 30. */
    public void enableQueue(int index, boolean enabled) throws KernelFault {
        if (features().has(VirtioFeature.PROTOCOL_FEATURES)) {
            tell(FrontendRequest.SET_VRING_ENABLE, Payloads.state(index, enabled ? 1 : 0));
        }
    }

    /** Sends a new call descriptor; the old one is closed afterwards. */
    public void renewCall(int index) throws KernelFault {
        GuestQueue queue = queue(index);
        if (profile.has(Habit.CALL_SOCKETS) && ports.pairs() != null) {
            SocketPairs.Pair pair = ports.pairs().open();
            EventFd ours = ports.eventFds().adopt(pair.ours());
            try (OwnedFd theirs = pair.theirs()) {
                tell(FrontendRequest.SET_VRING_CALL, Payloads.word(index), theirs);
            }
            queue.renewCall(ours);
        } else {
            EventFd call = ports.eventFds().create();
            tell(FrontendRequest.SET_VRING_CALL, Payloads.word(index), call.fd());
            queue.renewCall(call);
        }
    }

    /**
     * ENABLE 0, then GET_VRING_BASE, which {@link #restartQueue} goes on from.
     *
     * @return the base, or the old one if the profile never asks
     */
    public long stopQueue(int index) throws KernelFault {
        enableQueue(index, false);
        if (profile.has(Habit.NEVER_ASKS_BASE)) {
            barrier();
        } else {
            queue(index).base(ask(FrontendRequest.GET_VRING_BASE, Payloads.state(index, 0)).state().num());
        }
        return queue(index).base();
    }

    // configuration space

    /** Reads the configuration space as the profile does. */
    public byte[] getConfig(int offset, int length) throws KernelFault {
        int from = profile.has(Habit.CONFIG_FROM_ZERO) ? 0 : offset;
        int count = offset + length - from;
        byte[] all = ask(FrontendRequest.GET_CONFIG, Payloads.config(from, new byte[count])).configBytes(count);
        return java.util.Arrays.copyOfRange(all, offset - from, count);
    }

    public void setConfig(int offset, byte[] bytes) throws KernelFault {
        tell(FrontendRequest.SET_CONFIG, Payloads.config(offset, bytes));
    }

    /** Hangs up, as a front-end that dies: no stop comes before it. */
    @Override
    public void close() {
        link().close();
        if (channel != null) {
            channel.close();
        }
        queues.values().forEach(GuestQueue::close);
        memory.close();
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.host.control;

import backplane.host.ring.RingFormat;
import backplane.host.worker.DeviceProfile;
import backplane.vhostuser.ProtocolFault;
import backplane.vhostuser.ProtocolFault.Reason;
import backplane.vhostuser.ProtocolFeature;
import backplane.vhostuser.Word;
import backplane.virtio.FeatureSet;
import backplane.virtio.VirtioFeature;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which features are offered and which were taken: GET_FEATURES, SET_FEATURES, GET_ and SET_PROTOCOL_FEATURES, GET_QUEUE_NUM.
 * On the control thread; {@link #taken()} is read by any.
 */
public final class FeatureNegotiation {
    private static final Logger LOG = LoggerFactory.getLogger(FeatureNegotiation.class);
    /** What the host's rings can, for each device. */
    private static final FeatureSet RING_FEATURES = FeatureSet.of(VirtioFeature.INDIRECT_DESC, VirtioFeature.EVENT_IDX,
            VirtioFeature.VERSION_1, VirtioFeature.PROTOCOL_FEATURES, VirtioFeature.LOG_ALL);
    /**
     * What the host's rings can where a device's profile asks for it. RING_PACKED is the operator's choice: QEMU 10 passes it to the guest
     * whatever its own property packed= says, and User Mode Linux starts each ring with a base of 0, which no packed ring has.
     * IN_ORDER is the device's: one that holds chains until something happens must not make all younger ones wait.
     */
    private static final FeatureSet CHOSEN_FEATURES = FeatureSet.of(VirtioFeature.RING_PACKED, VirtioFeature.IN_ORDER);
    private static final FeatureSet PROTOCOL = FeatureSet.of(ProtocolFeature.MQ, ProtocolFeature.REPLY_ACK,
            ProtocolFeature.BACKEND_REQ, ProtocolFeature.RESET_DEVICE, ProtocolFeature.CONFIGURE_MEM_SLOTS, ProtocolFeature.STATUS,
            ProtocolFeature.DEVICE_STATE, ProtocolFeature.INFLIGHT_SHMFD, ProtocolFeature.LOG_SHMFD, ProtocolFeature.GPA_ADDRESSES,
            ProtocolFeature.GET_VRING_BASE_INFLIGHT, ProtocolFeature.GET_VRING_BASE_SKIP_DRAIN);

    private final DeviceProfile profile;
    private final Supplier<FeatureSet> deviceFeatures;
    private volatile FeatureSet offered;
    private final FeatureSet offeredProtocol;
    private volatile FeatureSet taken = FeatureSet.NONE;
    private FeatureSet takenProtocol = FeatureSet.NONE;

    /**
     * @param profile        what the front-end sees for the whole session
     * @param deviceFeatures the device's bits at any moment: a replaced device may have more, which are offered when the front-end
     *                       asks again, as it does after a reset of the guest, and never before
     * @param inBand         whether to offer INBAND_NOTIFICATIONS: QEMU takes the bit and does not serve its messages
     */
    public FeatureNegotiation(DeviceProfile profile, Supplier<FeatureSet> deviceFeatures, boolean inBand) {
        this.profile = profile;
        this.deviceFeatures = deviceFeatures;
        offered = withRings(profile.features());
        // QEMU refuses a gpio or sound device without CONFIG, and warns of one that offers it and has no configuration space.
        FeatureSet always = inBand ? PROTOCOL.with(ProtocolFeature.INBAND_NOTIFICATIONS) : PROTOCOL;
        offeredProtocol = profile.config().size() > 0 ? always.with(ProtocolFeature.CONFIG) : always;
    }

    /** What the session offers, for README and the console. */
    public static FeatureSet ringFeatures() {
        return RING_FEATURES;
    }

    /** What the session offers if it is asked for. */
    public static FeatureSet chosenFeatures() {
        return CHOSEN_FEATURES;
    }

    /** What is offered for a device with a configuration space. */
    public static FeatureSet protocolFeatures() {
        return PROTOCOL.with(ProtocolFeature.CONFIG);
    }

    private static FeatureSet withRings(FeatureSet device) {
        return device.and(VirtioFeature.DEVICE_BITS.or(CHOSEN_FEATURES)).or(RING_FEATURES);
    }

    /** What the front-end has been offered. Any thread. */
    public FeatureSet offered() {
        return offered;
    }

    public Reply getFeatures() {
        offered = withRings(deviceFeatures.get());
        return Reply.value(offered.bits());
    }

    public Reply getProtocolFeatures() {
        return Reply.value(offeredProtocol.bits());
    }

    /** Exactly the device's queues: crosvm sets up as many as are said here. */
    public Reply getQueueNum() {
        return Reply.value(profile.queues().size());
    }

    /** @throws ProtocolFault BAD_VALUE for a bit that was not offered */
    public Reply setFeatures(FrontendMessage message) throws ProtocolFault {
        FeatureSet wanted = subset(message, offered);
        if (!wanted.has(VirtioFeature.VERSION_1)) {
            LOG.debug("the driver did not take VERSION_1");
        }
        taken = wanted;
        return Reply.DONE;
    }

    /** @throws ProtocolFault BAD_VALUE for a bit that was not offered */
    public Reply setProtocolFeatures(FrontendMessage message) throws ProtocolFault {
        FeatureSet wanted = subset(message, offeredProtocol);
        if (wanted.has(ProtocolFeature.INBAND_NOTIFICATIONS)
                && !(wanted.has(ProtocolFeature.BACKEND_REQ) && wanted.has(ProtocolFeature.REPLY_ACK))) {
            throw new ProtocolFault(Reason.BAD_VALUE, message + " takes INBAND_NOTIFICATIONS without BACKEND_REQ and REPLY_ACK");
        }
        takenProtocol = wanted;
        return Reply.DONE;
    }

    /** What the driver took, bit 30 included if the front-end took that. */
    public FeatureSet taken() {
        return taken;
    }

    /** The device's own bits of {@link #taken()}. */
    public FeatureSet takenOfDevice() {
        return taken.and(VirtioFeature.DEVICE_BITS);
    }

    /** The format of the rings that the driver took. */
    public RingFormat ringFormat() {
        return has(VirtioFeature.RING_PACKED) ? RingFormat.PACKED : RingFormat.SPLIT;
    }

    public boolean has(VirtioFeature feature) {
        return taken.has(feature);
    }

    /** Whether the front-end has taken this protocol feature. */
    public boolean has(ProtocolFeature feature) {
        return takenProtocol.has(feature);
    }

    /**
     * Whether a request of this protocol feature may come.
     *
     * <p>GET_QUEUE_NUM and the like may come before SET_PROTOCOL_FEATURES: offered is enough then.
     */
    public boolean admits(ProtocolFeature feature) {
        return (takenProtocol.isEmpty() ? offeredProtocol : takenProtocol).has(feature);
    }

    private static FeatureSet subset(FrontendMessage message, FeatureSet of) throws ProtocolFault {
        FeatureSet wanted = new FeatureSet(Word.VALUE.get(message.payload(), 0));
        if (!of.containsAll(wanted)) {
            throw new ProtocolFault(Reason.BAD_VALUE, message + " takes " + wanted.minus(of).describe(VirtioFeature.values())
                    + ", which was not offered");
        }
        return wanted;
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.virtio;

/** Feature bits that are no device's own (VIRTIO 1.4, "Reserved Feature Bits"; 26 and 30 are vhost's). */
public enum VirtioFeature implements FeatureBit {
    NOTIFY_ON_EMPTY(24),
    /** VHOST_F_LOG_ALL: log every write to guest memory. */
    LOG_ALL(26),
    ANY_LAYOUT(27),
    INDIRECT_DESC(28),
    EVENT_IDX(29),
    /** VHOST_USER_F_PROTOCOL_FEATURES; never shown to the guest. */
    PROTOCOL_FEATURES(30),
    VERSION_1(32),
    ACCESS_PLATFORM(33),
    RING_PACKED(34),
    IN_ORDER(35),
    ORDER_PLATFORM(36),
    SR_IOV(37),
    NOTIFICATION_DATA(38),
    NOTIF_CONFIG_DATA(39),
    RING_RESET(40),
    ADMIN_VQ(41);

    /** Bits 0 to 23 belong to the device type (VIRTIO 1.4, "Feature Bits"). */
    public static final FeatureSet DEVICE_BITS = new FeatureSet((1L << 24) - 1);

    private final int bit;

    VirtioFeature(int bit) {
        this.bit = bit;
    }

    @Override
    public int bit() {
        return bit;
    }
}

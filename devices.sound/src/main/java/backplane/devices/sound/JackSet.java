// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

import backplane.devices.sound.wire.InfoLayout;
import backplane.devices.sound.wire.SoundCode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The sockets of the card. VIRTIO 1.4, "Jack Control Messages". The device's thread, but for the names and {@link #isConnected}. */
final class JackSet {
    /** HDA's default configuration: association in bits 4 to 7, sequence in bits 0 to 3 (Intel HDA 1.0a, 7.3.3.31). */
    private static final long ASSOCIATION_AND_SEQUENCE = 0xff;
    private static final int ASSOCIATION_SHIFT = 4;
    private static final int MOST = 15;
    /** HDA's pin capabilities: presence detect, and output or input capable (7.3.4.9). */
    private static final long CAPS_PRESENCE = 1 << 2;
    private static final long CAPS_OUT = 1 << 4;
    private static final long CAPS_IN = 1 << 5;

    private final List<JackPlan> plans;
    private final long[] defconf;
    private volatile List<Boolean> connected;

    JackSet(List<JackPlan> plans) {
        this.plans = List.copyOf(plans);
        this.defconf = plans.stream().mapToLong(JackPlan::defaultConfiguration).toArray();
        this.connected = plans.stream().map(JackPlan::connected).toList();
    }

    int count() {
        return plans.size();
    }

    /** Any thread. */
    List<String> names() {
        return plans.stream().map(JackPlan::name).toList();
    }

    /** Any thread. */
    boolean isConnected(int id) {
        return connected.get(id);
    }

    /** Plugs in or out. Returns whether that is different from before. */
    boolean plug(int id, boolean in) {
        List<Boolean> now = new ArrayList<>(connected);
        boolean changed = now.set(id, in) != in;
        connected = List.copyOf(now);
        return changed;
    }

    void info(int id, ByteBuffer item) {
        JackPlan plan = plans.get(id);
        InfoLayout.JACK_NID.put(item, 0, plan.node());
        InfoLayout.JACK_FEATURES.put(item, 0, plan.remap() ? 1 : 0);
        InfoLayout.JACK_DEFCONF.put(item, 0, defconf[id]);
        InfoLayout.JACK_CAPS.put(item, 0, CAPS_PRESENCE | (plan.kind().isInput() ? CAPS_IN : CAPS_OUT));
        InfoLayout.JACK_CONNECTED.put(item, 0, isConnected(id) ? 1 : 0);
    }

    SoundCode remap(long id, long association, long sequence) {
        if (id >= plans.size() || association > MOST || sequence > MOST) {
            return SoundCode.BAD_MSG;
        }
        int jack = (int) id;
        if (!plans.get(jack).remap()) {
            return SoundCode.NOT_SUPP;
        }
        defconf[jack] = defconf[jack] & ~ASSOCIATION_AND_SEQUENCE | association << ASSOCIATION_SHIFT | sequence;
        return SoundCode.OK;
    }

    /** What the driver mapped is forgotten; what is plugged in stays so. */
    void reset() {
        for (int i = 0; i < defconf.length; i++) {
            defconf[i] = plans.get(i).defaultConfiguration();
        }
    }

    /** The state of one jack in one word: its register, and in bit 32 whether it is connected. */
    long saved(int id) {
        return defconf[id] | (isConnected(id) ? 1L << Integer.SIZE : 0);
    }

    void restore(int id, long word) {
        defconf[id] = word & 0xffff_ffffL;
        plug(id, (word >> Integer.SIZE & 1) != 0);
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi;

import backplane.device.DeviceState;
import backplane.devices.scmi.protocol.SavedAgent;
import backplane.devices.scmi.protocol.ScmiAgent;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;

/**
 * What a later process needs of a guest, kept up to date while it runs. The platform's thread notes it anew when a command has changed
 * something, before the command's answer is on its way; the device's thread only picks it up, so that it never waits for hardware behind
 * another guest's command. Nothing is noted before somebody has asked.
 */
final class LastingState {
    private final SharedPlatform platform;
    private final ScmiAgent agent;
    private final EventQueue events;
    private volatile boolean asked;
    private volatile Noted noted;
    /** The device's thread's: what was told last, and from what. */
    private DeviceState told;
    private Noted toldOf;
    private long toldEvents;

    /** What is on the platform. */
    record Noted(TreeMap<String, Long> values, List<Long> wanted) {
        /** On the platform's thread. */
        static Noted of(SharedPlatform platform, ScmiAgent agent) {
            SavedAgent saved = new SavedAgent();
            platform.protocols().protocols().forEach(protocol -> protocol.save(agent, saved));
            PlatformView.saveSimulated(platform, saved);
            return new Noted(new TreeMap<>(saved.values()), agent.wanted());
        }

        DeviceState with(List<byte[]> responses) {
            return new ScmiState(values, wanted, responses).encode();
        }
    }

    LastingState(SharedPlatform platform, ScmiAgent agent, EventQueue events) {
        this.platform = platform;
        this.agent = agent;
        this.events = events;
    }

    /** Something may be otherwise. On the platform's thread. */
    void changed() {
        if (asked) {
            noted = Noted.of(platform, agent);
        }
    }

    /** Sensors were looked at. On the platform's thread. */
    void looked() {
        if (agent.takeMoved()) {
            changed();
        }
    }

    /**
     * On the device's thread. The same object as before if nothing has changed.
     *
     * @return null if the platform did not answer when it was asked first
     */
    DeviceState state() {
        if (noted == null && !isAsked()) {
            return null;
        }
        Noted now = noted;
        long eventsNow = events.changes();
        if (told == null || now != toldOf || eventsNow != toldEvents) {
            told = now.with(events.pending());
            toldOf = now;
            toldEvents = eventsNow;
        }
        return told;
    }

    private boolean isAsked() {
        asked = true;
        try {
            platform.call(() -> {
                changed();
                return null;
            });
        } catch (ExecutionException failure) {
            return false;
        }
        return noted != null;
    }
}

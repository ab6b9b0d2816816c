// SPDX-License-Identifier: Apache-2.0
package backplane.host.slot;

import backplane.device.DeviceProvider;
import backplane.device.DeviceState;
import backplane.device.SettingRejected;
import backplane.device.StateRejected;
import backplane.device.VirtioDevice;
import backplane.host.upgrade.CompatibilityCheck;
import backplane.host.worker.DeviceProfile;
import backplane.host.worker.QueueWorker;
import backplane.host.worker.WorkerStopped;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether another bundle's device could take a slot over, found out while the one that is there goes on serving: a device is made
 * beside it, tried with a copy of its state, and closed.
 *
 * @param settings of the slot
 * @param seen     what a connected front-end knows of the device, null if none is connected
 * @param serving  the worker of the device that serves, null if there is none
 */
record Rehearsal(SlotSettings settings, DeviceProfile seen, QueueWorker serving) {
    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);

    /** @return why it cannot take over, or empty */
    String of(DeviceProvider next) {
        VirtioDevice beside = null;
        try {
            settings.refuseUnknownKeys(next);
            beside = next.rehearse(settings.device());
            String refusal = seen == null ? "" : CompatibilityCheck.refusal(seen, DeviceProfile.of(beside));
            DeviceState copy = serving == null ? null : serving.snapshot();
            if (refusal.isEmpty() && copy != null) {
                beside.restore(copy);
            }
            return refusal;
        } catch (SettingRejected | StateRejected | WorkerStopped refused) {
            return refused.getMessage();
        } catch (RuntimeException | LinkageError stray) {
            return told(settings, next, stray);
        } finally {
            if (beside != null) {
                close(settings, beside);
            }
        }
    }

    /** @throws SettingRejected also if the bundle throws something else, or there is no memory for the device */
    static VirtioDevice create(DeviceProvider from, SlotSettings with) throws SettingRejected {
        with.refuseUnknownKeys(from);
        return made(from, with, () -> from.create(with.device()));
    }

    private interface Making {
        VirtioDevice make() throws SettingRejected;
    }

    private static VirtioDevice made(DeviceProvider from, SlotSettings with, Making making) throws SettingRejected {
        try {
            return making.make();
        } catch (OutOfMemoryError full) {
            LOG.warn("{}: no memory for a device of {}", with.name(), OfferingBundle.of(from), full);
            throw new SettingRejected("configuration", with.name(), "what there is memory for (" + full.getMessage()
                    + "); destroy a device, or give Java more by -Xmx in BACKPLANE_JAVA_OPTS");
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError stray) {
            throw new SettingRejected("configuration", with.name(), "what the bundle makes a device of: " + told(with, from, stray));
        }
    }

    /**
     * Makes the device that takes a place: before the one that has it is parked, unless its hardware can have but one owner.
     *
     * @throws SettingRejected if it cannot be made, parked or not
     */
    static VirtioDevice successor(DeviceProvider from, SlotSettings with, Runnable park) throws SettingRejected {
        VirtioDevice beside = createBeside(from, with);
        park.run();
        return beside == null ? create(from, with) : beside;
    }

    /**
     * @return null if it cannot be made while the other one has what it needs
     * @throws SettingRejected if it is not for that: a device for a trial cannot be made either
     */
    private static VirtioDevice createBeside(DeviceProvider from, SlotSettings with) throws SettingRejected {
        try {
            return create(from, with);
        } catch (SettingRejected held) {
            close(with, made(from, with, () -> from.rehearse(with.device())));
            LOG.info("{}: {} waits until the one before it has gone: {}", with.name(), OfferingBundle.of(from), held.getMessage());
            return null;
        }
    }

    /** Closes a device that never served; whatever it throws ends here. */
    static void close(SlotSettings settings, VirtioDevice device) {
        try {
            device.close();
        } catch (RuntimeException | LinkageError stray) {
            LOG.warn("{}: a device that was not taken cannot be closed", settings.name(), stray);
        }
    }

    /** @return the same in a sentence */
    static String told(SlotSettings settings, DeviceProvider next, Throwable stray) {
        LOG.warn("{}: a device of {} threw before it was in service", settings.name(), OfferingBundle.of(next), stray);
        return "it threw " + stray;
    }
}

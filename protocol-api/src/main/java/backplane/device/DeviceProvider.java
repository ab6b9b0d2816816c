// SPDX-License-Identifier: Apache-2.0
package backplane.device;

import backplane.virtio.DeviceType;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Makes devices of one type. A device bundle registers one as an OSGi service; {@link #create} is called on control threads,
 * the others on any.
 */
public interface DeviceProvider {
    DeviceType type();

    /** The keys that {@link #create} understands, for help, completion and the check for unknown ones. Constant. */
    List<Setting<?>> settings();

    /** QEMU's name of the front-end for this type, such as {@code vhost-user-gpio-pci}. */
    String qemuDevice();

    /**
     * Makes a device. It must not answer anything before its {@code start}; hardware may be opened here. Called beside a device of
     * the same name that serves, for hardware that both can have open; hardware of one owner is refused here then, and this is called
     * again when the other has been closed, with its state still to come.
     *
     * @throws SettingRejected if a value is wrong; nothing is left behind then
     */
    VirtioDevice create(DeviceSettings settings) throws SettingRejected;

    /**
     * A request in words, for whoever looks at a trace: {@code GET_VALUE gpio=3}. Any thread; called only while somebody looks.
     *
     * @param request its first 4096 bytes; as untrusted as any
     * @param answer  the answer to it, or null if it has just come
     * @return empty if there are no words for it
     */
    default String describe(int queue, ByteBuffer request, ByteBuffer answer) {
        return "";
    }

    /**
     * Makes a device for a trial beside the one of the same name that has the hardware: it is compared, {@link VirtioDevice#restore
     * restored} to a copy of that one's {@link VirtioDevice#snapshot}, and closed, but never started. It must not touch hardware of
     * which there can be only one owner, nor change anything that others see. Any other may do as {@link #create} does.
     *
     * @throws SettingRejected if a value is wrong; nothing is left behind then
     */
    default VirtioDevice rehearse(DeviceSettings settings) throws SettingRejected {
        return create(settings);
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

import backplane.devices.sound.wire.ControlRole;
import backplane.devices.sound.wire.ControlType;
import java.util.List;

/** A knob under another index, because one of its name is there: Linux takes no card with two alike (sound/core/control.c, snd_ctl_add). */
final class NumberedElement implements MixerElement {
    private final MixerElement element;
    private final int index;

    NumberedElement(MixerElement element, int index) {
        this.element = element;
        this.index = index;
    }

    @Override
    public String name() {
        return element.name();
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public ControlType type() {
        return element.type();
    }

    @Override
    public ControlRole role() {
        return element.role();
    }

    @Override
    public int count() {
        return element.count();
    }

    @Override
    public boolean isReadable() {
        return element.isReadable();
    }

    @Override
    public boolean isWritable() {
        return element.isWritable();
    }

    @Override
    public boolean isVolatile() {
        return element.isVolatile();
    }

    @Override
    public long min() {
        return element.min();
    }

    @Override
    public long max() {
        return element.max();
    }

    @Override
    public long step() {
        return element.step();
    }

    @Override
    public List<String> items() {
        return element.items();
    }

    @Override
    public void read(long[] into) throws AudioFault {
        element.read(into);
    }

    @Override
    public boolean write(long[] values) throws AudioFault {
        return element.write(values);
    }

    @Override
    public int[] tlv() {
        return element.tlv();
    }

    @Override
    public void onChange(Runnable listener) {
        element.onChange(listener);
    }
}

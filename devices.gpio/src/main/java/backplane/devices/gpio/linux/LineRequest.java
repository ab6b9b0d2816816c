// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio.linux;

import backplane.devices.gpio.wire.GpioDirection;
import backplane.kernel.CharDevice;
import backplane.kernel.CharDevices;
import backplane.kernel.KernelFault;
import java.nio.ByteBuffer;

/** The structures of one line's requests, filled in. One thread at a time; allocates nothing once it is made. */
final class LineRequest {
    /** As many as the kernel grants (GPIO_V2_LINES_MAX * 16). */
    private static final int EVENTS = 1024;

    private final LineChoice choice;
    private final String consumer;
    private final ByteBuffer config = GpioUapi.make(GpioUapi.CONFIG);
    private final ByteBuffer values = GpioUapi.make(GpioUapi.VALUES);

    LineRequest(LineChoice choice, String consumer) {
        this.choice = choice;
        this.consumer = consumer;
    }

    /** Asks a chip for the line. */
    CharDevice open(CharDevices devices, HostChip chip, int offset, GpioDirection direction, int level, boolean watched)
            throws KernelFault {
        fill(direction, level, watched);
        ByteBuffer request = GpioUapi.make(GpioUapi.REQUEST);
        request.putInt(GpioUapi.REQUEST_OFFSETS.offset(), offset);
        GpioUapi.putText(request, GpioUapi.REQUEST_CONSUMER, consumer);
        request.put(GpioUapi.REQUEST_CONFIG.offset(), config, 0, GpioUapi.CONFIG.size());
        GpioUapi.REQUEST_COUNT.put(request, 0, 1);
        GpioUapi.REQUEST_EVENTS.put(request, 0, EVENTS);
        return chip.request(devices, offset, request);
    }

    void configure(CharDevice line, GpioDirection direction, int level, boolean watched) throws KernelFault {
        fill(direction, level, watched);
        line.ioctl(GpioUapi.SET_CONFIG, config);
    }

    /** A structure of {@link GpioUapi#SET_CONFIG} for later. */
    ByteBuffer will(GpioDirection direction, int level) {
        fill(direction, level, false);
        return GpioUapi.make(GpioUapi.CONFIG).put(0, config, 0, GpioUapi.CONFIG.size());
    }

    void drive(CharDevice line, int level) throws KernelFault {
        GpioUapi.VALUES_MASK.put(values, 0, 1);
        GpioUapi.VALUES_BITS.put(values, 0, level);
        line.ioctl(GpioUapi.SET_VALUES, values);
    }

    int read(CharDevice line) throws KernelFault {
        GpioUapi.VALUES_MASK.put(values, 0, 1);
        GpioUapi.VALUES_BITS.put(values, 0, 0);
        line.ioctl(GpioUapi.GET_VALUES, values);
        return (int) GpioUapi.VALUES_BITS.get(values, 0) & 1;
    }

    /** Direction none asks for the line as it is: then the kernel takes no bias, drive or debounce either. */
    private void fill(GpioDirection direction, int level, boolean watched) {
        GpioUapi.clear(config);
        long flags = choice.flags() & GpioUapi.ACTIVE_LOW;
        if (direction != GpioDirection.NONE) {
            flags |= choice.flags() & (GpioUapi.PULL_UP | GpioUapi.PULL_DOWN | GpioUapi.NO_BIAS);
        }
        switch (direction) {
            case OUT -> {
                flags |= GpioUapi.OUTPUT | choice.flags() & (GpioUapi.OPEN_DRAIN | GpioUapi.OPEN_SOURCE);
                attribute(GpioUapi.ATTR_OUTPUT_VALUES, level);
            }
            case IN -> {
                flags |= GpioUapi.INPUT;
                if (watched) {
                    flags |= GpioUapi.EDGE_RISING | GpioUapi.EDGE_FALLING;
                }
                if (choice.debounce() > 0) {
                    attribute(GpioUapi.ATTR_DEBOUNCE, choice.debounce());
                }
            }
            default -> { }
        }
        GpioUapi.CONFIG_FLAGS.put(config, 0, flags);
    }

    /** debounce_period_us is the first half of the union, which the kernel of a little-endian machine finds in the same bytes. */
    private void attribute(int id, long value) {
        int at = GpioUapi.CONFIG_ATTRIBUTES.offset();
        GpioUapi.CONFIG_COUNT.put(config, 0, 1);
        GpioUapi.ATTR_ID.put(config, at, id);
        GpioUapi.ATTR_VALUE.put(config, at, value);
        GpioUapi.ATTR_MASK.put(config, at, 1);
    }
}

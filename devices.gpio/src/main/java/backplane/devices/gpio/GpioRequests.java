// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio;

import backplane.chain.DescriptorChain;
import backplane.devices.gpio.wire.GpioDirection;
import backplane.devices.gpio.wire.GpioIrqType;
import backplane.devices.gpio.wire.GpioMessageType;
import backplane.devices.gpio.wire.GpioRequest;
import backplane.devices.gpio.wire.GpioResponse;
import backplane.devices.gpio.wire.GpioStatus;
import backplane.kernel.KernelFault;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The requestq: decode, rule, act, answer. Each chain is answered before the next is looked at. VIRTIO 1.4, "GPIO Device",
 * "requestq Operation". Linux compares the used length with the size it expects, so an answer is always status and value, also
 * when it is an error. Nothing is allocated for a request. On the device's thread.
 */
final class GpioRequests {
    private static final Logger LOG = LoggerFactory.getLogger(GpioRequests.class);
    private static final int REFUSED = -1;

    private final GpioLines lines;
    private final GpioChip chip;
    private final GpioEvents events;
    private final HardwareFaults faults;
    private final ByteBuffer request = ByteBuffer.allocateDirect(GpioRequest.LAYOUT.size());
    private final ByteBuffer response = ByteBuffer.allocateDirect(GpioResponse.LAYOUT.size());
    private int namesSize;
    /** The whole answer to GET_LINE_NAMES, and the one to such a request that is too short. */
    private ByteBuffer names;
    private ByteBuffer noNames;
    private boolean interrupts;
    private boolean shortRequestLogged;

    GpioRequests(GpioLines lines, GpioChip chip, GpioEvents events, HardwareFaults faults) {
        this.lines = lines;
        this.chip = chip;
        this.events = events;
        this.faults = faults;
        takeNames();
    }

    /** The chip's names are other ones now. */
    final void takeNames() {
        byte[] block = namesBlock(chip.names());
        namesSize = block.length;
        int begin = GpioResponse.VALUE.offset();
        names = ByteBuffer.allocateDirect(begin + namesSize).put(begin, block);
        noNames = ByteBuffer.allocateDirect(begin + namesSize);
        GpioResponse.STATUS.put(names, 0, GpioStatus.OK.code());
        GpioResponse.STATUS.put(noNames, 0, GpioStatus.ERR.code());
    }

    /** Bytes of the block of names: a NUL after each, 0 if no line has a name. */
    int namesSize() {
        return namesSize;
    }

    /** @param negotiated whether the driver took GPIO_F_IRQ */
    void start(boolean negotiated) {
        interrupts = negotiated;
    }

    /** A chain of the requestq. */
    void serve(DescriptorChain chain) {
        int read = chain.reader().read(request.clear());
        boolean whole = read == GpioRequest.LAYOUT.size();
        GpioMessageType type = read < GpioRequest.TYPE.length() ? null : GpioMessageType.of(GpioRequest.TYPE.get(request, 0));
        if (!whole) {
            logShort(chain);
        }
        if (type == GpioMessageType.GET_LINE_NAMES && namesSize > 0) {
            answer(chain, whole ? names : noNames);
            return;
        }
        GpioStatus status = GpioStatus.ERR;
        int value = 0;
        try {
            int line = GpioRequest.GPIO.get(request, 0);
            int result = whole && type != null && lines.has(line) ? act(type, line, GpioRequest.VALUE.get(request, 0)) : REFUSED;
            if (result != REFUSED) {
                status = GpioStatus.OK;
                value = result;
            }
        } catch (KernelFault fault) {
            faults.note(fault);
            status = GpioDevice.statusOf(fault);
        }
        GpioResponse.STATUS.put(response, 0, status.code());
        GpioResponse.VALUE.put(response, 0, value);
        answer(chain, response);
    }

    /** Writes what there is room for: a driver that gave too little loses the rest, but never the chain. */
    private static void answer(DescriptorChain chain, ByteBuffer bytes) {
        chain.complete(chain.writer().write(bytes.clear()));
    }

    /** Returns the value of the answer, or REFUSED for what the specification does not allow. */
    private int act(GpioMessageType type, int line, long value) throws KernelFault {
        return switch (type) {
            // no line has a name, and the configuration space says so
            case GET_LINE_NAMES -> REFUSED;
            case GET_DIRECTION -> lines.direction(line).code();
            case SET_DIRECTION -> setDirection(line, GpioDirection.of(value));
            // of an inactive line too: the specification is silent, and Linux reads lines whose direction nobody has set
            case GET_VALUE -> chip.getValue(line);
            case SET_VALUE -> setValue(line, value);
            case SET_IRQ_TYPE -> setIrqType(line, GpioIrqType.of(value));
        };
    }

    private int setDirection(int line, GpioDirection direction) throws KernelFault {
        if (direction == null || direction == GpioDirection.OUT && !lines.mayBecomeOutput(line)) {
            return REFUSED;
        }
        if (direction == GpioDirection.NONE) {
            deactivate(line, LineEnd.GIVEN_UP);
            return 0;
        }
        int first = direction == GpioDirection.OUT ? firstLevel(line) : 0;
        chip.setDirection(line, direction, first);
        lines.activate(line, direction);
        if (direction == GpioDirection.OUT) {
            lines.drive(line, first);
        }
        return 0;
    }

    /** Forgets all of the line, whatever the hardware says: the driver is done with it. */
    void deactivate(int line, LineEnd end) throws KernelFault {
        try {
            if (lines.irqType(line) != GpioIrqType.NONE) {
                events.disable(line);
            }
        } finally {
            lines.forget(line);
            chip.release(line, end);
        }
    }

    /** What an output drives first: what the driver has set, else the level that the line has now, else 0. */
    private int firstLevel(int line) {
        int remembered = lines.remembered(line);
        if (remembered != GpioChip.NO_LEVEL) {
            return remembered;
        }
        try {
            return chip.getValue(line);
        } catch (KernelFault fault) {
            faults.note(fault);
            return 0;
        }
    }

    private int setValue(int line, long value) throws KernelFault {
        if (value != 0 && value != 1) {
            return REFUSED;
        }
        if (lines.direction(line) == GpioDirection.OUT) {
            chip.setValue(line, (int) value);
            lines.drive(line, (int) value);
        } else {
            lines.remember(line, (int) value);
        }
        return 0;
    }

    private int setIrqType(int line, GpioIrqType type) throws KernelFault {
        if (!interrupts || type == null || !lines.mayHaveIrqType(line, type)) {
            return REFUSED;
        }
        if (type == lines.irqType(line)) {
            return 0;
        }
        if (type == GpioIrqType.NONE) {
            // the buffer goes back before this request is answered, so that the driver never sees a disabled line with a buffer
            events.disable(line);
        } else {
            events.enable(line, type);
        }
        return 0;
    }

    private void logShort(DescriptorChain chain) {
        if (!shortRequestLogged) {
            shortRequestLogged = true;
            LOG.warn("The driver sends GPIO requests of {} bytes; the specification says {}. Said once",
                    chain.reader().length(), GpioRequest.LAYOUT.size());
        }
    }

    /** VIRTIO 1.4, "requestq Operation: Get Line Names": each name and a NUL; only a NUL for a line without. */
    private static byte[] namesBlock(List<String> names) {
        if (names.stream().allMatch(String::isEmpty)) {
            return new byte[0];
        }
        return (String.join("\0", names) + "\0").getBytes(StandardCharsets.US_ASCII);
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

import backplane.chain.ChainReader;
import backplane.chain.ChainWriter;
import backplane.chain.DescriptorChain;
import backplane.devices.sound.wire.ControlAccess;
import backplane.devices.sound.wire.ControlInfoLayout;
import backplane.devices.sound.wire.ControlType;
import backplane.devices.sound.wire.SoundCode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The knobs as the driver sees them. VIRTIO 1.4, "Control Elements". The device's thread. */
final class Controls {
    private static final Logger LOG = LoggerFactory.getLogger(Controls.class);
    private static final long INT_MASK = 0xffff_ffffL;
    private static final int BYTE_MASK = 0xff;

    private final List<MixerElement> elements;
    private final Answers answers;
    private final ByteBuffer value = ByteBuffer.allocate(ControlInfoLayout.VALUE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final long[] values = new long[ControlInfoLayout.VALUE_BYTES];

    Controls(List<MixerElement> elements, Answers answers) {
        this.elements = List.copyOf(elements);
        this.answers = answers;
    }

    int count() {
        return elements.size();
    }

    /** @param changed gets the number of a knob that somebody else has turned; any thread, each change once until it has been told */
    void listen(ChangeListener changed) {
        AtomicIntegerArray noted = new AtomicIntegerArray(elements.size());
        for (int i = 0; i < elements.size(); i++) {
            int id = i;
            elements.get(i).onChange(() -> {
                if (noted.getAndSet(id, 1) == 0) {
                    changed.changed(id, () -> noted.set(id, 0));
                }
            });
        }
    }

    void deafen() {
        elements.forEach(element -> element.onChange(null));
    }

    /** Hears of changes. */
    interface ChangeListener {
        /** @param told called when the driver is being told, so that a later change counts anew */
        void changed(int id, Runnable told);
    }

    void info(int id, ByteBuffer item, long size) {
        MixerElement element = elements.get(id);
        ControlInfoLayout.ROLE.put(item, 0, element.role().ordinal());
        ControlInfoLayout.TYPE.put(item, 0, element.type().ordinal());
        ControlInfoLayout.ACCESS.put(item, 0, access(element));
        ControlInfoLayout.COUNT.put(item, 0, element.count());
        ControlInfoLayout.INDEX.put(item, 0, element.index());
        ControlInfoLayout.NAME.put(item, 0, ascii(element.name(), ControlInfoLayout.NAME_BYTES));
        int at = ControlInfoLayout.unionAt(size);
        ByteBuffer union = item.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        switch (element.type()) {
            case INTEGER -> union.putInt(at, (int) element.min()).putInt(at + 4, (int) element.max()).putInt(at + 8, (int) element.step());
            case INTEGER64 -> union.putLong(at, element.min()).putLong(at + 8, element.max()).putLong(at + 16, element.step());
            case ENUMERATED -> union.putInt(at, element.items().size());
            default -> { }
        }
    }

    private static byte[] ascii(String text, int room) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return bytes.length < room ? bytes : Arrays.copyOf(bytes, room - 1);
    }

    private static long access(MixerElement element) {
        return (element.isReadable() ? ControlAccess.READ.mask() : 0) | (element.isWritable() ? ControlAccess.WRITE.mask() : 0)
                | (element.isVolatile() ? ControlAccess.VOLATILE.mask() : 0)
                | (element.tlv().length > 0 ? ControlAccess.TLV_READ.mask() : 0);
    }

    /**
     * A request with the number of a control in its second word. Always answers.
     *
     * @param begun what has been read behind that word; the rest is still in the chain
     */
    void serve(SoundCode code, long id, DescriptorChain chain, ByteBuffer begun) {
        if (id >= elements.size()) {
            answers.control(chain, SoundCode.BAD_MSG);
            return;
        }
        MixerElement element = elements.get((int) id);
        try {
            switch (code) {
                case CTL_ENUM_ITEMS -> items(element, chain);
                case CTL_READ -> read(element, chain);
                case CTL_WRITE -> answers.control(chain, write(element, chain.reader(), begun));
                case CTL_TLV_READ -> tlv(element, chain);
                default -> answers.control(chain, SoundCode.NOT_SUPP);
            }
        } catch (AudioFault fault) {
            LOG.warn("sound control {} ({}): {} fails: {}", id, element.name(), code, fault.getMessage());
            answers.control(chain, SoundCode.IO_ERR);
        }
    }

    private void items(MixerElement element, DescriptorChain chain) {
        if (element.type() != ControlType.ENUMERATED) {
            answers.control(chain, SoundCode.BAD_MSG);
            return;
        }
        ByteBuffer all = ByteBuffer.allocate(element.items().size() * ControlInfoLayout.ITEM_BYTES);
        for (String item : element.items()) {
            int end = all.position() + ControlInfoLayout.ITEM_BYTES;
            all.put(ascii(item, ControlInfoLayout.ITEM_BYTES)).position(end);
        }
        answer(chain, all.flip(), false);
    }

    private void read(MixerElement element, DescriptorChain chain) throws AudioFault {
        if (!element.isReadable()) {
            answers.control(chain, SoundCode.NOT_SUPP);
            return;
        }
        element.read(values);
        value.clear();
        for (int i = 0; i < element.count() * lanes(element); i++) {
            switch (element.type()) {
                case INTEGER64 -> value.putLong(values[i]);
                case BYTES, IEC958 -> value.put((byte) values[i]);
                default -> value.putInt((int) values[i]);
            }
        }
        while (value.hasRemaining()) {
            value.put((byte) 0);
        }
        // a driver may leave out what no value stands in
        answer(chain, value.flip(), true);
    }

    private static int lanes(MixerElement element) {
        return element.type() == ControlType.IEC958 ? element.type().valueBytes() : 1;
    }

    private SoundCode write(MixerElement element, ChainReader reader, ByteBuffer begun) throws AudioFault {
        int needed = element.count() * element.type().valueBytes();
        if (begun.remaining() + reader.remaining() < needed) {
            return SoundCode.BAD_MSG;
        }
        if (!element.isWritable()) {
            return SoundCode.NOT_SUPP;
        }
        value.clear().limit(needed);
        while (begun.hasRemaining() && value.hasRemaining()) {
            value.put(begun.get());
        }
        reader.readFully(value);
        value.flip();
        for (int i = 0; i < element.count() * lanes(element); i++) {
            values[i] = switch (element.type()) {
                case INTEGER64 -> value.getLong();
                case BYTES, IEC958 -> value.get() & BYTE_MASK;
                case INTEGER -> value.getInt();
                default -> value.getInt() & INT_MASK;
            };
            if (!isAllowed(element, values[i])) {
                return SoundCode.BAD_MSG;
            }
        }
        element.write(values);
        return SoundCode.OK;
    }

    private static boolean isAllowed(MixerElement element, long number) {
        return switch (element.type()) {
            case BOOLEAN -> number <= 1;
            case INTEGER, INTEGER64 -> number >= element.min() && number <= element.max();
            case ENUMERATED -> number < element.items().size();
            default -> true;
        };
    }

    private void tlv(MixerElement element, DescriptorChain chain) {
        int[] words = element.tlv();
        if (words.length == 0) {
            answers.control(chain, SoundCode.NOT_SUPP);
            return;
        }
        ByteBuffer bytes = ByteBuffer.allocate(words.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int word : words) {
            bytes.putInt(word);
        }
        answer(chain, bytes.flip(), true);
    }

    /** @param shortened whether less room than that is fine too */
    private void answer(DescriptorChain chain, ByteBuffer bytes, boolean shortened) {
        ChainWriter writer = chain.writer();
        long room = writer.length() - Integer.BYTES;
        if (room < 0 || room < bytes.remaining() && !shortened) {
            answers.control(chain, SoundCode.BAD_MSG);
            return;
        }
        answers.head(writer, SoundCode.OK);
        int count = writer.write(bytes);
        chain.complete(Integer.BYTES + count);
    }
}

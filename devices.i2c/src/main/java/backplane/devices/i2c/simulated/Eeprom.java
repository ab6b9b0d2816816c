// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c.simulated;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A serial EEPROM of the 24C family (Microchip and Atmel data sheets; Linux' at24). Written bytes gather in a page buffer, in which
 * the address wraps; STOP starts the write cycle, during which the chip acknowledges nothing. Reads go on over the end to 0. Up to
 * 24c16 the upper bits of the address are in the chip's own address. With a file the bytes are there when the write cycle begins.
 */
final class Eeprom extends Chip {
    private static final Logger LOG = LoggerFactory.getLogger(Eeprom.class);
    private static final int ERASED = 0xff;
    private static final int BLOCK = 256;

    private final Model model;
    private final long writeNanos;
    private final LongSupplier nanoTime;
    private final byte[] bytes;
    private final byte[] page;
    private final boolean[] inPage;
    private final FileChannel file;
    private int pointer;
    private int pointerBytes;
    private boolean pageDirty;
    private boolean busy;
    private long busyUntil;

    /** Sizes as their numbers say, in kilobits; page sizes as the data sheets have them. */
    enum Model {
        C02(256, 8), C04(512, 16), C08(1024, 16), C16(2048, 16), C32(4096, 32), C64(8192, 32), C128(16384, 64), C256(32768, 64),
        C512(65536, 128);

        final int size;
        final int page;

        Model(int size, int page) {
            this.size = size;
            this.page = page;
        }

        /** Bytes of the address that is written before data. */
        int addressBytes() {
            return size > BLOCK * 8 ? 2 : 1;
        }

        /** Addresses on the bus. */
        int blocks() {
            return addressBytes() == 2 ? 1 : size / BLOCK;
        }

        /** By the chip's name, such as {@code 24c02}; null if it is none. */
        static Model of(String name) {
            for (Model model : values()) {
                if (name.equals("24c" + model.name().substring(1))) {
                    return model;
                }
            }
            return null;
        }
    }

    /**
     * @param file        keeps the bytes; null for none
     * @param writeMillis how long a write cycle takes
     * @throws IOException if the file is none that can be read and written, or is of another chip
     */
    Eeprom(int address, Model model, Path file, int writeMillis, LongSupplier nanoTime) throws IOException {
        super(address);
        this.model = model;
        this.writeNanos = TimeUnit.MILLISECONDS.toNanos(writeMillis);
        this.nanoTime = nanoTime;
        this.bytes = new byte[model.size];
        this.page = new byte[model.page];
        this.inPage = new boolean[model.page];
        Arrays.fill(bytes, (byte) ERASED);
        this.file = file == null ? null : open(file);
    }

    private FileChannel open(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            long size = channel.size();
            if (size != 0 && size != model.size) {
                throw new IOException(path + " has " + size + " bytes, a " + description() + " has " + model.size
                        + "; name another file, or one that is empty");
            }
            ByteBuffer all = ByteBuffer.wrap(bytes);
            while (size != 0 && all.hasRemaining() && channel.read(all, all.position()) > 0) {
                continue;
            }
            all.clear();
            while (size == 0 && all.hasRemaining()) {
                channel.write(all, all.position());
            }
            return channel;
        } catch (IOException | RuntimeException failure) {
            channel.close();
            throw failure;
        }
    }

    @Override
    int addresses() {
        return model.blocks();
    }

    @Override
    boolean begin(int block, boolean read) {
        if (busy && busyUntil - nanoTime.getAsLong() > 0) {
            return false;
        }
        busy = false;
        forgetPage();
        pointerBytes = 0;
        if (model.blocks() > 1) {
            pointer = block * BLOCK + pointer % BLOCK;
        }
        return true;
    }

    @Override
    boolean write(int value) {
        if (pointerBytes < model.addressBytes()) {
            pointer = model.addressBytes() == 2 ? (pointer << 8 | value) % model.size : pointer / BLOCK * BLOCK + value;
            pointerBytes++;
            return true;
        }
        int within = pointer % model.page;
        page[within] = (byte) value;
        inPage[within] = true;
        pageDirty = true;
        pointer = pointer - within + (within + 1) % model.page;
        return true;
    }

    @Override
    int read() {
        int value = bytes[pointer] & 0xff;
        pointer = (pointer + 1) % model.size;
        return value;
    }

    @Override
    void stop() {
        if (!pageDirty) {
            return;
        }
        int from = pointer - pointer % model.page;
        for (int i = 0; i < model.page; i++) {
            if (inPage[i]) {
                bytes[from + i] = page[i];
            }
        }
        forgetPage();
        busy = true;
        busyUntil = nanoTime.getAsLong() + writeNanos;
        store(from, model.page);
    }

    private void forgetPage() {
        if (pageDirty) {
            Arrays.fill(inPage, false);
            pageDirty = false;
        }
    }

    private void store(int from, int count) {
        try {
            ByteBuffer part = ByteBuffer.wrap(bytes, from, count);
            while (file != null && part.hasRemaining()) {
                file.write(part, part.position());
            }
        } catch (IOException failure) {
            LOG.error("{}: its file can't be written, the bytes are lost at the next start", description(), failure);
        }
    }

    @Override
    String description() {
        return "24c" + model.name().substring(1);
    }

    @Override
    void poke(List<String> words) {
        int at = Numbers.parse(words.isEmpty() ? "" : words.get(0), model.size - 1);
        if (words.size() < 2 || at + words.size() - 1 > model.size) {
            throw new IllegalArgumentException("give an offset, 0 to " + (model.size - 1) + ", and the bytes to put there");
        }
        byte[] given = new byte[words.size() - 1];
        for (int i = 0; i < given.length; i++) {
            given[i] = (byte) Numbers.parse(words.get(i + 1), 0xff);
        }
        System.arraycopy(given, 0, bytes, at, given.length);
        store(at, given.length);
    }

    @Override
    byte[] contents() {
        return bytes.clone();
    }

    @Override
    void takeOver(byte[] contents) {
        System.arraycopy(contents, 0, bytes, 0, bytes.length);
        store(0, bytes.length);
    }

    @Override
    void close() {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}

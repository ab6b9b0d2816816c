// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.simulated;

import backplane.devices.sound.AudioFault;
import backplane.devices.sound.PcmAbilities;
import backplane.devices.sound.StreamParameters;
import backplane.devices.sound.wire.PcmRate;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A WAV file. In a folder each opening makes a new one, {@code STREAM-NUMBER.wav}; a path that ends in {@code .wav} is written anew each
 * time. Across an upgrade the same file goes on.
 */
final class WavSink implements FrameSink {
    private static final Logger LOG = LoggerFactory.getLogger(WavSink.class);
    private static final int MOST_FILES = 100_000;
    private static final PcmAbilities ABILITIES = new PcmAbilities(WavHeader.FORMATS, EnumSet.allOf(PcmRate.class), 1,
            Nothing.MOST_CHANNELS);

    private final Path place;
    private final String stream;
    private StreamParameters parameters;
    private Path path;
    private FileChannel file;
    private long bytes;

    WavSink(Path place, String stream) {
        this.place = place;
        this.stream = stream;
    }

    @Override
    public PcmAbilities abilities() {
        return ABILITIES;
    }

    @Override
    public void open(StreamParameters wanted, byte[] memo) throws AudioFault {
        parameters = wanted;
        try {
            if (!goOn(memo)) {
                create();
            }
        } catch (IOException wrong) {
            throw fault(wrong);
        }
    }

    /** Opens the file of a memo, if there is one and it still is what the memo says. */
    private boolean goOn(byte[] memo) throws IOException {
        if (memo.length <= Long.BYTES) {
            return false;
        }
        long there = ByteBuffer.wrap(memo).getLong();
        Path named = Path.of(new String(memo, Long.BYTES, memo.length - Long.BYTES, StandardCharsets.UTF_8).replace('\0', '?'));
        // a memo may come from anywhere: it says which of our own files, no other
        boolean ours = Files.isDirectory(place) ? place.equals(named.getParent()) && isOurs(named) : place.equals(named);
        if (!ours || there < 0 || !Files.isRegularFile(named) || Files.size(named) != WavHeader.SIZE + there) {
            return false;
        }
        path = named;
        file = FileChannel.open(path, StandardOpenOption.WRITE);
        bytes = there;
        file.position(WavHeader.SIZE + there);
        return true;
    }

    private boolean isOurs(Path named) {
        String name = named.getFileName().toString();
        return name.startsWith(stream + "-") && name.endsWith(".wav");
    }

    private void create() throws IOException {
        path = Files.isDirectory(place) ? free() : place;
        file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        bytes = 0;
        writeHead();
        file.position(WavHeader.SIZE);
    }

    private Path free() throws IOException {
        for (int i = 1; i < MOST_FILES; i++) {
            Path candidate = place.resolve(String.format("%s-%04d.wav", stream, i));
            if (!Files.exists(candidate)) {
                return candidate;
            }
        }
        throw new IOException(place + " has " + MOST_FILES + " files of " + stream + " already");
    }

    private void writeHead() throws IOException {
        ByteBuffer head = WavHeader.encode(parameters, bytes);
        while (head.hasRemaining()) {
            file.write(head, head.position());
        }
    }

    @Override
    public void accept(ByteBuffer frames) throws AudioFault {
        if (bytes + frames.remaining() > WavHeader.MOST_BYTES) {
            throw new AudioFault(AudioFault.Reason.FAILED, path + " is as large as a WAV file can be");
        }
        try {
            while (frames.hasRemaining()) {
                bytes += file.write(frames);
            }
        } catch (IOException wrong) {
            throw fault(wrong);
        }
    }

    @Override
    public byte[] memo() throws AudioFault {
        byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Long.BYTES + name.length).putLong(bytes).put(name).array();
    }

    @Override
    public void close() {
        if (file == null) {
            return;
        }
        try (FileChannel closing = file) {
            writeHead();
        } catch (IOException wrong) {
            LOG.warn("{} can't be finished: {}", path, wrong.toString());
        }
        file = null;
    }

    private AudioFault fault(IOException wrong) {
        return new AudioFault(AudioFault.Reason.FAILED, "wav:" + place + ": " + wrong);
    }
}

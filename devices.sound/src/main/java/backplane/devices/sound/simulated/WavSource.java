// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.simulated;

import backplane.devices.sound.AudioFault;
import backplane.devices.sound.PcmAbilities;
import backplane.devices.sound.Samples;
import backplane.devices.sound.StreamParameters;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** The frames of a WAV file, from its beginning at each opening, and silence behind them. Across an upgrade it goes on where it was. */
final class WavSource implements FrameSource {
    private final Path path;
    private StreamParameters parameters;
    private FileChannel file;
    private long at;
    private long end;

    WavSource(Path path) {
        this.path = path;
    }

    @Override
    public PcmAbilities abilities() {
        try (FileChannel opened = FileChannel.open(path, StandardOpenOption.READ)) {
            WavHeader head = WavHeader.decode(opened);
            return new PcmAbilities(Set.of(head.format()), Set.of(head.rate()), head.channels(), head.channels());
        } catch (IOException missing) {
            return Nothing.ALL;
        }
    }

    @Override
    public void open(StreamParameters wanted, byte[] memo) throws AudioFault {
        try {
            file = FileChannel.open(path, StandardOpenOption.READ);
            WavHeader head = WavHeader.decode(file);
            if (head.format() != wanted.format() || head.rate() != wanted.rate() || head.channels() != wanted.channels()) {
                close();
                throw new AudioFault(AudioFault.Reason.MISMATCH, "wav:" + path + " holds " + head.format() + ", " + head.rate().hertz()
                        + " Hz, " + head.channels() + " channels; asked for is " + wanted);
            }
            parameters = wanted;
            end = head.frameAt() + head.bytes() - head.bytes() % wanted.frameBytes();
            at = memo.length == Long.BYTES ? Math.max(head.frameAt(), Math.min(end, ByteBuffer.wrap(memo).getLong())) : head.frameAt();
        } catch (IOException wrong) {
            close();
            throw new AudioFault(AudioFault.Reason.LOST, "wav:" + path + ": " + wrong);
        }
    }

    @Override
    public void fill(ByteBuffer room) throws AudioFault {
        int limit = room.limit();
        try {
            room.limit((int) Math.min(limit, room.position() + end - at));
            while (room.hasRemaining()) {
                int count = file.read(room, at);
                if (count < 0) {
                    end = at;
                    break;
                }
                at += count;
            }
        } catch (IOException wrong) {
            throw new AudioFault(AudioFault.Reason.FAILED, "wav:" + path + ": " + wrong);
        }
        Samples.silence(room.limit(limit), parameters.format());
    }

    @Override
    public byte[] memo() {
        return ByteBuffer.allocate(Long.BYTES).putLong(at).array();
    }

    @Override
    public void close() {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException ignored) {
            // it was read only
        }
        file = null;
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.host.trace;

import backplane.device.DeviceState;
import backplane.operation.TraceEntry;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Reads a recording as untrusted input: each number is checked before anything is made of it. One thread. */
public final class RecordingReader implements AutoCloseable {
    private static final int MOST_SETTINGS = 1000;
    private static final int LONGEST_STATE = 1 << 24;
    private static final int MOST_QUEUES = 1024;
    private static final long MOST_ROOM = 1L << 32;

    private final Path file;
    private final DataInputStream in;
    private final RecordingHead head;
    private long entries;

    public RecordingReader(Path file) throws IOException, RecordingRejected {
        this.file = file;
        in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)));
        try {
            head = readHead();
        } catch (EOFException end) {
            in.close();
            throw new RecordingRejected(file + " ends within its head");
        } catch (IOException | RecordingRejected wrong) {
            in.close();
            throw wrong;
        }
    }

    public RecordingHead head() {
        return head;
    }

    private RecordingHead readHead() throws IOException, RecordingRejected {
        byte[] magic = in.readNBytes(RecordingWriter.MAGIC.length());
        require(new String(magic, StandardCharsets.US_ASCII).equals(RecordingWriter.MAGIC), "does not begin as a recording of version 1");
        String type = in.readUTF();
        String device = in.readUTF();
        long features = in.readLong();
        int count = in.readInt();
        require(count >= 0 && count <= MOST_SETTINGS, "has " + count + " settings; allowed are 0 to " + MOST_SETTINGS);
        Map<String, String> settings = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            settings.put(in.readUTF(), in.readUTF());
        }
        DeviceState state = null;
        if (in.readBoolean()) {
            int version = in.readInt();
            state = new DeviceState(type, version, bytes(in.readInt(), LONGEST_STATE));
        }
        return new RecordingHead(type, device, features, settings, state);
    }

    /** @return null at the end */
    public TraceEntry next() throws IOException, RecordingRejected {
        int kind = in.read();
        if (kind < 0) {
            return null;
        }
        entries++;
        try {
            require(kind == RecordingWriter.REQUEST || kind == RecordingWriter.ANSWER, "entry " + entries + " is of kind " + kind);
            int queue = in.readInt();
            require(queue >= 0 && queue < MOST_QUEUES, "entry " + entries + " is of queue " + queue);
            long number = in.readLong();
            long nanos = in.readLong();
            long room = in.readLong();
            long length = in.readLong();
            require(room >= 0 && room < MOST_ROOM && length >= 0 && length < MOST_ROOM, "entry " + entries + " is of " + length
                    + " bytes with room for " + room);
            byte[] bytes = bytes(in.readInt(), TraceEntry.LONGEST);
            return new TraceEntry(Instant.ofEpochSecond(0, nanos), kind == RecordingWriter.REQUEST ? TraceEntry.Kind.REQUEST
                    : TraceEntry.Kind.ANSWER, queue, number, room, bytes, length, "");
        } catch (EOFException end) {
            throw new RecordingRejected(file + " ends within entry " + entries);
        }
    }

    private byte[] bytes(int length, int most) throws IOException, RecordingRejected {
        require(length >= 0 && length <= most, "has " + length + " bytes in entry " + entries + "; allowed are 0 to " + most);
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return bytes;
    }

    private void require(boolean holds, String what) throws RecordingRejected {
        if (!holds) {
            throw new RecordingRejected(file + " " + what);
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}

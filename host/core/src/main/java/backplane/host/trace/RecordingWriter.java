// SPDX-License-Identifier: Apache-2.0
package backplane.host.trace;

import backplane.operation.TraceEntry;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/**
 * Writes a recording: the line {@code BACKPLANE-RECORDING 1}, then as {@link java.io.DataOutputStream} writes them type, device, features,
 * the settings' count, each key and value, whether there is a state, its version and bytes; then for each entry kind (1 request, 2
 * answer), queue, number, nanoseconds since the beginning, room, the whole length, the length of the bytes that follow, and these. It may
 * hold what guests keep secret, so it is readable by its owner alone. One thread.
 */
public final class RecordingWriter implements AutoCloseable {
    static final String MAGIC = "BACKPLANE-RECORDING 1\n";
    static final int REQUEST = 1;
    static final int ANSWER = 2;
    private static final int ENTRY = 1 + 4 + 8 + 8 + 8 + 8 + 4;

    private final DataOutputStream out;
    private final long most;
    private final long began = System.nanoTime();
    private boolean full;

    /**
     * @param file must not be there
     * @param most bytes
     */
    public RecordingWriter(Path file, RecordingHead head, long most) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.WRITE)));
        this.most = most;
        out.write(MAGIC.getBytes(StandardCharsets.US_ASCII));
        out.writeUTF(head.type());
        out.writeUTF(head.device());
        out.writeLong(head.features());
        out.writeInt(head.settings().size());
        for (Map.Entry<String, String> setting : head.settings().entrySet()) {
            out.writeUTF(setting.getKey());
            out.writeUTF(setting.getValue());
        }
        out.writeBoolean(head.state() != null);
        if (head.state() != null) {
            out.writeInt(head.state().version());
            out.writeInt(head.state().bytes().length);
            out.write(head.state().bytes());
        }
    }

    /** @return whether there is room for more */
    public boolean add(TraceEntry entry) throws IOException {
        full |= out.size() + ENTRY + entry.bytes().length > most;
        if (!full && entry.kind() != TraceEntry.Kind.MESSAGE) {
            out.writeByte(entry.kind() == TraceEntry.Kind.REQUEST ? REQUEST : ANSWER);
            out.writeInt(entry.queue());
            out.writeLong(entry.number());
            out.writeLong(System.nanoTime() - began);
            out.writeLong(entry.room());
            out.writeLong(entry.length());
            out.writeInt(entry.bytes().length);
            out.write(entry.bytes());
        }
        return !full;
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}

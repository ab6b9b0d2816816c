// SPDX-License-Identifier: Apache-2.0
package backplane.host.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A front-end that truncates its memory under a store must cost an exception, in whatever way the store is run. */
class PublicationTest {
    private static final int PAGE = 4096;

    @TempDir
    private Path folder;

    /** Found by the torture tests: with setRelease the interpreter's process died of it. */
    @ParameterizedTest
    @ValueSource(strings = {"-Xint", "-XX:TieredStopAtLevel=1", "-Xcomp"})
    void memoryThatIsGoneIsAnErrorAndNoEndOfTheProcess(String mode) throws IOException, InterruptedException {
        Path told = folder.resolve("told");
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), mode, "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")), PublicationTest.class.getName(),
                folder.resolve("memory").toString()).directory(folder.toFile()).redirectErrorStream(true).redirectOutput(told.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(told)).isZero();
    }

    @Test
    void whatIsPublishedIsLittleEndian() {
        ByteBuffer bytes = ByteBuffer.allocateDirect(8);
        Publication.put16(bytes, 0, 0x1234);
        Publication.put32(bytes, 4, 0x56789abc);
        assertThat(new byte[] {bytes.get(0), bytes.get(1)}).containsExactly(0x34, 0x12);
        assertThat(new byte[] {bytes.get(4), bytes.get(5), bytes.get(6), bytes.get(7)})
                .containsExactly((byte) 0xbc, (byte) 0x9a, 0x78, 0x56);
    }

    /** In a process of its own: maps a file, takes it away, and stores. */
    public static void main(String[] arguments) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(arguments[0], "rw")) {
            file.setLength(PAGE);
            ByteBuffer memory = file.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, PAGE);
            Publication.put16(memory, 0, 1);
            file.setLength(0);
            int thrown = 0;
            // compiled code throws a little later than at the store itself
            try {
                Publication.put16(memory, 2, 1);
                Thread.yield();
            } catch (InternalError gone) {
                thrown++;
            }
            try {
                Publication.put32(memory, 4, 1);
                Thread.yield();
            } catch (InternalError gone) {
                thrown++;
            }
            if (thrown == 0) {
                throw new IllegalStateException("nothing was thrown");
            }
        }
    }
}

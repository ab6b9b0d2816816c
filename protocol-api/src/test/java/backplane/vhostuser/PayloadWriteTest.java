// SPDX-License-Identifier: Apache-2.0
package backplane.vhostuser;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.memory.FrontendAddress;
import backplane.memory.GuestAddress;
import backplane.memory.RegionMapping;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What we write, held against literal bytes. */
@Tag("protocol")
class PayloadWriteTest {
    private static final RegionMapping MAPPING = new RegionMapping(new GuestAddress(0x4000_0000L), 0x10_0000,
            new FrontendAddress(0x7f_c000_0000L), 0x2000);
    private static final String REGION = "0000004000000000 0000100000000000 000000c07f000000 0020000000000000";

    static Stream<Arguments> records() {
        return Stream.of(
                row("vring state", new VringState(3, 0x8000_8001L)::write, "03000000 01800080"),
                row("vring address", new VringAddress(2, true, new FrontendAddress(0x1000), new FrontendAddress(0x3000),
                        new FrontendAddress(0x2000), new GuestAddress(-1))::write,
                        "02000000 01000000 0010000000000000 0030000000000000 0020000000000000 ffffffffffffffff"),
                row("region table", into -> RegionTable.write(List.of(MAPPING, MAPPING), into), "02000000 00000000" + REGION + REGION),
                row("single region", into -> SingleRegion.write(MAPPING, into), "0000000000000000" + REGION),
                row("config access", new ConfigAccess(4, 200, 0xffff_ffffL)::write, "04000000 c8000000 ffffffff"),
                row("in-flight area", new InflightArea(0x1000, 0x2000, 0xfffe, 256)::write,
                        "0010000000000000 0020000000000000 feff 0001 00000000"),
                row("log area", new LogArea(0x1000, -2)::write, "0010000000000000 feffffffffffffff"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("records")
    void bytesAreTheSpecifications(String name, Consumer<ByteBuffer> writer, String expected) {
        ByteBuffer buffer = dirty().order(Hex.payload("").order());
        writer.accept(buffer);

        assertThat(Hex.written(buffer)).isEqualTo(Hex.plain(expected));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("records")
    void theBuffersOwnOrderDoesNotCount(String name, Consumer<ByteBuffer> writer, String expected) {
        Hex.payload("");
        ByteBuffer buffer = dirty().order(ByteOrder.BIG_ENDIAN);
        writer.accept(buffer);

        assertThat(Hex.written(buffer)).isEqualTo(Hex.plain(expected));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("records")
    void writingGoesOnWhereTheBufferIs(String name, Consumer<ByteBuffer> writer, String expected) {
        Hex.payload("");
        ByteBuffer buffer = dirty().order(ByteOrder.nativeOrder()).position(4);
        writer.accept(buffer);

        assertThat(Hex.written(buffer)).isEqualTo("eeeeeeee" + Hex.plain(expected));
    }

    @Test
    void vringFilesWord() {
        assertThat(new VringFile(255, false).word()).isEqualTo(0xff);
        assertThat(new VringFile(3, true).word()).isEqualTo(0x103);
    }

    private static Arguments row(String name, Consumer<ByteBuffer> writer, String expected) {
        return Arguments.of(name, writer, expected);
    }

    private static ByteBuffer dirty() {
        ByteBuffer buffer = ByteBuffer.allocate(100);
        while (buffer.hasRemaining()) {
            buffer.put((byte) 0xee);
        }
        return buffer.clear();
    }
}

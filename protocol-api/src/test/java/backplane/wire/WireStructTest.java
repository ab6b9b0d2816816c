// SPDX-License-Identifier: Apache-2.0
package backplane.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("protocol")
class WireStructTest {
    private static final WireStruct.Table T = WireStruct.littleEndian("sample");
    private static final U8 BYTE = T.u8("byte");
    private static final U16 SHORT = T.u16("short");
    private static final Pad PAD = T.pad(1);
    private static final U32 INT = T.u32("int");
    private static final U64 LONG = T.u64("long");
    private static final Bytes RUN = T.bytes("run", 4);
    private static final WireStruct LAYOUT = T.end(20);

    @Test
    void offsetsFollowFromTheRowsBefore() {
        assertThat(LAYOUT.fields()).containsExactly(BYTE, SHORT, PAD, INT, LONG, RUN);
        assertThat(LAYOUT.fields()).extracting(WireField::offset).containsExactly(0, 1, 3, 4, 8, 16);
        assertThat(LAYOUT.fields()).extracting(WireField::length).containsExactly(1, 2, 1, 4, 8, 4);
        assertThat(LAYOUT.size()).isEqualTo(20);
        assertThat(LAYOUT.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
        assertThat(LAYOUT).hasToString("sample[20]");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 9})
    void anotherSizeThanTheRowsMakeIsRefused(int size) {
        WireStruct.Table table = WireStruct.hostEndian("odd");
        table.u64("only");

        assertThatThrownBy(() -> table.end(size)).isInstanceOf(IllegalStateException.class)
                .hasMessage("odd: the rows add up to 8 bytes, the specification says " + size);
    }

    @Test
    void readsUnsignedAndUnaligned() {
        ByteBuffer buffer = hex("ff" + "feff80" + "00" + "fdffffff" + "fcffffffffffffff" + "01020304");

        assertThat(BYTE.get(buffer, 1)).isEqualTo(0xfe);
        assertThat(SHORT.get(buffer, 1)).isEqualTo(0x80ff);
        assertThat(INT.get(buffer, 1)).isEqualTo(0xffff_fffdL);
        assertThat(LONG.get(buffer, 1)).isEqualTo(-4);
        assertThat(RUN.get(buffer, 1)).containsExactly(1, 2, 3, 4);
    }

    @Test
    void writesWhateverTheBuffersOrderIs() {
        for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
            ByteBuffer buffer = ByteBuffer.allocate(21).order(order);
            BYTE.put(buffer, 1, 0x1fe);
            SHORT.put(buffer, 1, 0x180ff);
            INT.put(buffer, 1, 0x1_ffff_fffdL);
            LONG.put(buffer, 1, -4);
            RUN.put(buffer, 1, new byte[] {1, 2});

            assertThat(buffer).isEqualTo(hex("00" + "feff80" + "00" + "fdffffff" + "fcffffffffffffff" + "01020000"));
            assertThat(buffer.position()).as("absolute").isZero();
        }
    }

    @Test
    void aShorterRunIsFilledWithZeros() {
        ByteBuffer buffer = hex("ffffffff");
        new Bytes("run", 0, 4).put(buffer, 0, new byte[] {7});
        assertThat(buffer).isEqualTo(hex("07000000"));
    }

    @Test
    void aLongerRunIsRefusedAndNothingWritten() {
        ByteBuffer buffer = hex("ffffffff");
        assertThatThrownBy(() -> new Bytes("run", 0, 2).put(buffer, 0, new byte[3])).isInstanceOf(WireFault.class)
                .hasMessage("run holds 2 bytes, not 3");
        assertThat(buffer).isEqualTo(hex("ffffffff"));
    }

    @Test
    void bigEndianFieldsAreTurned() {
        ByteBuffer buffer = hex("0102030405060708");
        assertThat(new U16("a", 0, false).get(buffer, 0)).isEqualTo(0x0102);
        assertThat(new U32("a", 0, false).get(buffer, 0)).isEqualTo(0x01020304L);
        assertThat(new U64("a", 0, false).get(buffer, 0)).isEqualTo(0x0102030405060708L);
        new U16("a", 0, false).put(buffer, 0, 0xa1a2);
        new U32("a", 2, false).put(buffer, 0, 0xb1b2b3b4L);
        assertThat(buffer).isEqualTo(hex("a1a2b1b2b3b40708"));
        new U64("a", 0, false).put(buffer, 0, 0xc1c2c3c4c5c6c7c8L);
        assertThat(buffer).isEqualTo(hex("c1c2c3c4c5c6c7c8"));
    }

    @Test
    void hostEndianIsTheMachines() {
        WireStruct.Table table = WireStruct.hostEndian("host");
        U32 field = table.u32("field");
        ByteBuffer buffer = ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(0, 0x01020304);

        assertThat(table.end(4).order()).isEqualTo(ByteOrder.nativeOrder());
        assertThat(field.get(buffer, 0)).isEqualTo(0x01020304);
    }

    @Test
    void requireWantsAllOfIt() {
        ByteBuffer buffer = ByteBuffer.allocate(32).limit(25);
        LAYOUT.require(buffer, 5);
        assertThatThrownBy(() -> LAYOUT.require(buffer, 6)).isInstanceOf(WireFault.class)
                .hasMessage("sample takes 20 bytes, but only 19 are there");
        assertThatThrownBy(() -> LAYOUT.require(buffer, -1)).isInstanceOf(WireFault.class);
        assertThatThrownBy(() -> LAYOUT.require(buffer, Integer.MAX_VALUE)).isInstanceOf(WireFault.class)
                .hasMessageContaining("only 0 are there");
    }

    private static ByteBuffer hex(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    }
}

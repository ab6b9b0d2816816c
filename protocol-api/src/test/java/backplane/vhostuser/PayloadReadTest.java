// SPDX-License-Identifier: Apache-2.0
package backplane.vhostuser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.memory.FrontendAddress;
import backplane.memory.GuestAddress;
import backplane.memory.MemoryFault;
import backplane.memory.RegionMapping;
import backplane.vhostuser.ProtocolFault.Reason;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Payloads from literal bytes, good ones and such with one field spoilt. */
@Tag("protocol")
class PayloadReadTest {
    private static final String REGION = "0000004000000000 0000100000000000 000000c07f000000 0020000000000000";
    private static final RegionMapping MAPPING = new RegionMapping(new GuestAddress(0x4000_0000L), 0x10_0000,
            new FrontendAddress(0x7f_c000_0000L), 0x2000);

    @Test
    void header() {
        ByteBuffer bytes = Hex.payload("05000000 09000000 48000000");
        assertThat(MessageHeader.REQUEST.get(bytes, 0)).isEqualTo(5);
        assertThat(MessageHeader.FLAGS.get(bytes, 0)).isEqualTo(MessageHeader.VERSION | MessageHeader.NEED_REPLY);
        assertThat(MessageHeader.SIZE.get(bytes, 0)).isEqualTo(72);
    }

    @Test
    void headerFieldsAreUnsigned() {
        ByteBuffer bytes = Hex.payload("ffffffff ffffffff ffffffff");
        assertThat(MessageHeader.REQUEST.get(bytes, 0)).isEqualTo(0xffff_ffffL);
        assertThat(MessageHeader.FLAGS.get(bytes, 0)).isEqualTo(0xffff_ffffL);
        assertThat(MessageHeader.SIZE.get(bytes, 0)).isEqualTo(0xffff_ffffL);
    }

    @Test
    void word() {
        assertThat(Word.VALUE.get(Hex.payload("efcdab8967452301"), 0)).isEqualTo(0x0123_4567_89ab_cdefL);
    }

    @Test
    void vringState() {
        assertThat(VringState.read(Hex.payload("01000000 00010000"))).isEqualTo(new VringState(1, 256));
    }

    @Test
    void aVringStatesNumberIsUnsigned() {
        assertThat(VringState.read(Hex.payload("00000000 00800080"))).as("a packed ring's base").isEqualTo(new VringState(0, 0x8000_8000L));
    }

    @ParameterizedTest
    @CsvSource({"00000080", "ffffffff", "ffffff7f"})
    void anIndexThatNoDeviceHasStaysOne(String index) {
        assertThat(VringState.read(Hex.payload(index + "00000000")).index()).isEqualTo(Integer.MAX_VALUE);
        assertThat(VringAddress.read(Hex.payload(index + "00000000" + "00".repeat(32))).index()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void vringAddressHasUsedBeforeAvailable() {
        VringAddress address = VringAddress.read(Hex.payload("02000000 01000000 0010000000000000 0030000000000000"
                + "0020000000000000 ffffffffffffffff"));
        assertThat(address).isEqualTo(new VringAddress(2, true, new FrontendAddress(0x1000), new FrontendAddress(0x3000),
                new FrontendAddress(0x2000), new GuestAddress(-1)));
    }

    @ParameterizedTest
    @CsvSource({"00000000,false", "01000000,true", "feffffff,false", "ffffffff,true"})
    void onlyBitZeroOfAVringAddresssFlagsCounts(String flags, boolean logged) {
        assertThat(VringAddress.read(Hex.payload("00000000" + flags + "00".repeat(32))).logUsed()).isEqualTo(logged);
    }

    @ParameterizedTest
    @CsvSource({"0000000000000000,0,false", "ff00000000000000,255,false", "0301000000000000,3,true", "ffffffffffffffff,255,true",
        "0002000000000000,0,false"})
    void vringFile(String word, int index, boolean noFd) {
        assertThat(VringFile.read(Hex.payload(word))).isEqualTo(new VringFile(index, noFd));
    }

    @Test
    void regionTable() throws ProtocolFault {
        assertThat(RegionTable.read(Hex.payload("01000000 00000000" + REGION))).containsExactly(MAPPING);
    }

    @Test
    void regionTableOfEight() throws ProtocolFault {
        StringBuilder bytes = new StringBuilder("08000000 ffffffff");
        for (int i = 0; i < 8; i++) {
            bytes.append("0000000" + i + "00000000 0010000000000000 0000000" + i + "7f000000 0000000000000000");
        }
        assertThat(RegionTable.read(Hex.payload(bytes.toString()))).hasSize(8)
                .extracting(mapping -> mapping.frontend().value())
                .startsWith(0x7f_0000_0000L, 0x7f_0100_0000L).endsWith(0x7f_0700_0000L);
    }

    @Test
    void umlsTableHasRoomForASecondRegion() throws ProtocolFault {
        assertThat(RegionTable.read(Hex.payload("01000000 00000000" + REGION + "00".repeat(32)))).containsExactly(MAPPING);
        assertThat(RegionTable.read(Hex.payload("01000000 00000000" + REGION + "ff".repeat(32))))
                .as("what is past the regions is not looked at").containsExactly(MAPPING);
    }

    @ParameterizedTest
    @CsvSource({"00000000", "09000000", "ffffffff", "00000080", "01000001"})
    void aRegionCountOutOfRangeIsRefused(String count) {
        refused(Reason.BAD_VALUE, () -> RegionTable.read(Hex.payload(count + "00000000" + REGION)));
    }

    @Test
    void fewerBytesThanTheCountAnnouncesAreRefused() {
        refused(Reason.BAD_SIZE, () -> RegionTable.read(Hex.payload("02000000 00000000" + REGION)));
        refused(Reason.BAD_SIZE, () -> RegionTable.read(Hex.payload("02000000 00000000" + REGION + "00".repeat(31))));
        refused(Reason.BAD_SIZE, () -> RegionTable.read(Hex.payload("08000000 00000000" + REGION)));
    }

    @ParameterizedTest
    @CsvSource({
        "0000004000000000 0000000000000000 000000c07f000000 0020000000000000, EMPTY",
        "0000004000000000 0000000000000080 000000c07f000000 0000000000000000, WRAPS",
        "00f0ffffffffffff 0110000000000000 000000c07f000000 0000000000000000, WRAPS",
        "0000004000000000 0110000000000000 00f0ffffffffffff 0000000000000000, WRAPS",
        "0000004000000000 0010000000000000 000000c07f000000 0000000000000080, WRAPS",
        "0000004000000000 0010000000000000 000000c07f000000 00f0ffffffffff7f, WRAPS"})
    void aRegionWithOneFieldSpoiltIsRefused(String region, MemoryFault.Reason reason) {
        assertThatThrownBy(() -> RegionTable.read(Hex.payload("01000000 00000000" + region)))
                .isInstanceOfSatisfying(MemoryFault.class, fault -> assertThat(fault.reason()).isEqualTo(reason));
        assertThatThrownBy(() -> SingleRegion.read(Hex.payload("0000000000000000" + region)))
                .isInstanceOfSatisfying(MemoryFault.class, fault -> assertThat(fault.reason()).isEqualTo(reason));
    }

    @Test
    void singleRegionComesAfterItsPadding() {
        assertThat(SingleRegion.read(Hex.payload("ffffffffffffffff" + REGION))).isEqualTo(MAPPING);
    }

    @Test
    void configAccess() throws ProtocolFault {
        assertThat(ConfigAccess.read(Hex.payload("04000000 02000000 01000000 aabb"))).isEqualTo(new ConfigAccess(4, 2, 1));
        assertThat(ConfigAccess.read(Hex.payload("00010000 00000000 ffffffff"))).as("nothing, at the end")
                .isEqualTo(new ConfigAccess(256, 0, 0xffff_ffffL));
        assertThat(ConfigAccess.read(Hex.payload("00000000 00010000 00000000" + "00".repeat(256))).length()).isEqualTo(256);
    }

    @ParameterizedTest
    @CsvSource({"00000000,01010000", "01000000,00010000", "01010000,00000000", "ffffffff,01000000", "01000000,ffffffff",
        "00000080,00000080", "ffffffff,ffffffff"})
    void aConfigAccessPast256BytesIsRefused(String offset, String size) {
        refused(Reason.BAD_VALUE, () -> ConfigAccess.read(Hex.payload(offset + size + "00000000" + "00".repeat(256))));
    }

    @ParameterizedTest
    @CsvSource({"aa", "aabbcc"})
    void aConfigAccessOfAnotherSizeThanItSaysIsRefused(String bytes) {
        refused(Reason.BAD_SIZE, () -> ConfigAccess.read(Hex.payload("00000000 02000000 00000000" + bytes)));
    }

    @Test
    void inflightArea() {
        assertThat(InflightArea.read(Hex.payload("0010000000000000 0020000000000000 0200 0001 ffffffff")))
                .isEqualTo(new InflightArea(0x1000, 0x2000, 2, 256));
        assertThat(InflightArea.read(Hex.payload("ffffffffffffffff 0000000000000080 ffff ffff 00000000")))
                .as("unchecked, and not negative where the type is wider")
                .isEqualTo(new InflightArea(-1, Long.MIN_VALUE, 65535, 65535));
    }

    @Test
    void logArea() {
        assertThat(LogArea.read(Hex.payload("0010000000000000 0020000000000000"))).isEqualTo(new LogArea(0x1000, 0x2000));
    }

    @Test
    void stateTransfer() {
        assertThat(StateTransfer.read(Hex.payload("01000000 00000000"))).isEqualTo(new StateTransfer(StateTransfer.LOAD, 0));
        assertThat(StateTransfer.read(Hex.payload("ffffffff ffffffff"))).isEqualTo(new StateTransfer(0xffff_ffffL, 0xffff_ffffL));
    }

    private interface Read {
        Object read() throws ProtocolFault;
    }

    private static void refused(Reason reason, Read read) {
        assertThatThrownBy(read::read).isInstanceOfSatisfying(ProtocolFault.class,
                fault -> assertThat(fault.reason()).isEqualTo(reason));
    }
}

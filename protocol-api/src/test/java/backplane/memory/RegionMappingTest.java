// SPDX-License-Identifier: Apache-2.0
package backplane.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.memory.MemoryFault.Reason;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("protocol")
class RegionMappingTest {
    @ParameterizedTest
    @CsvSource({
        "0, 1, 0, 0",
        "0xfffffffffffff000, 0x1000, 0, 0",
        "0, 0x1000, 0xfffffffffffff000, 0",
        "0xffffffffffffffff, 1, 0xffffffffffffffff, 0",
        "0, 0x1000, 0, 0x7fffffffffffefff",
        "0, 0x7fffffffffffffff, 0, 0",
        "0x8000000000000000, 0x7fffffffffffffff, 0x8000000000000000, 0"})
    void reachesToTheTopAndNoFurther(String guest, String size, String frontend, String fileOffset) {
        assertThat(mapping(guest, size, frontend, fileOffset).size()).isEqualTo(number(size));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, 0, EMPTY",
        "0xfffffffffffff000, 0x1001, 0, 0, WRAPS",
        "0xffffffffffffffff, 2, 0, 0, WRAPS",
        "0, 0x1001, 0xfffffffffffff000, 0, WRAPS",
        "0, 0x1000, 0, 0x7ffffffffffff000, WRAPS",
        "0, 1, 0, 0x8000000000000000, WRAPS",
        "0, 1, 0, 0xffffffffffffffff, WRAPS",
        "0, 0x8000000000000000, 0, 0, WRAPS",
        "0, 0xffffffffffffffff, 0, 0, WRAPS"})
    void wrapsAreRefused(String guest, String size, String frontend, String fileOffset, Reason reason) {
        assertThatThrownBy(() -> mapping(guest, size, frontend, fileOffset)).isInstanceOfSatisfying(MemoryFault.class,
                fault -> assertThat(fault.reason()).isEqualTo(reason));
    }

    @ParameterizedTest
    @CsvSource({
        "0x1000, 0x1000, 0x2000, 0x1000, false",
        "0x1000, 0x1001, 0x2000, 0x1000, true",
        "0x1000, 0x3000, 0x2000, 0x1000, true",
        "0x1000, 0x1000, 0x1000, 0x1000, true",
        "0xfffffffffffff000, 0x1000, 0, 0x1000, false",
        "0xfffffffffffff000, 0x1000, 0xffffffffffffffff, 1, true",
        "0x7000000000000000, 0x7000000000000000, 0x9000000000000000, 0x1000, true"})
    void overlapsInEitherAddress(String a, String aSize, String b, String bSize, boolean overlap) {
        RegionMapping first = mapping(a, aSize, "0", "0");
        RegionMapping second = mapping(b, bSize, "0x7000000000000000", "0");
        assertThat(first.overlaps(second)).as("guest addresses").isEqualTo(overlap);
        assertThat(second.overlaps(first)).isEqualTo(overlap);
        RegionMapping third = mapping("0", aSize, a, "0");
        RegionMapping fourth = mapping("0x7000000000000000", bSize, b, "0");
        assertThat(third.overlaps(fourth)).as("front-end addresses").isEqualTo(overlap);
        assertThat(fourth.overlaps(third)).isEqualTo(overlap);
    }

    @Test
    void theSameRegionWhateverItsOffset() {
        RegionMapping region = mapping("0x1000", "0x1000", "0x5000", "0");
        assertThat(region.isSameRegion(mapping("0x1000", "0x1000", "0x5000", "0x9000"))).isTrue();
        assertThat(region.isSameRegion(mapping("0x2000", "0x1000", "0x5000", "0"))).isFalse();
        assertThat(region.isSameRegion(mapping("0x1000", "0x1001", "0x5000", "0"))).isFalse();
        assertThat(region.isSameRegion(mapping("0x1000", "0x1000", "0x6000", "0"))).isFalse();
    }

    @Test
    void addressesAreUnsigned() {
        assertThat(new GuestAddress(-1)).isGreaterThan(new GuestAddress(1)).hasToString("gpa 0xffffffffffffffff");
        assertThat(new FrontendAddress(-1)).isGreaterThan(new FrontendAddress(1)).hasToString("va 0xffffffffffffffff");
        assertThat(new GuestAddress(0xff).plus(1)).isEqualTo(new GuestAddress(0x100));
    }

    private static RegionMapping mapping(String guest, String size, String frontend, String fileOffset) {
        return new RegionMapping(new GuestAddress(number(guest)), number(size), new FrontendAddress(number(frontend)),
                number(fileOffset));
    }

    private static long number(String text) {
        return text.startsWith("0x") ? Long.parseUnsignedLong(text.substring(2), 16) : Long.parseLong(text);
    }
}

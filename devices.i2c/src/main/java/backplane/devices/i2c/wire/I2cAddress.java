// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c.wire;

/**
 * The address of a chip as one number: 0 to 0x7f for 7 bits, {@link #TEN_BIT} plus 0 to 0x3ff for 10 bits. VIRTIO 1.4, "I2C Adapter
 * Device", "Device Operation": a 7-bit address is in bits 7 to 1; of a 10-bit one the low byte is 1 1 1 1 0 A9 A8 0 and the high
 * byte A7 to A0, as on the wire. The two can't be mixed up, as 0x78 to 0x7b are no addresses of chips.
 */
public final class I2cAddress {
    /** Set in the number of a 10-bit address. */
    public static final int TEN_BIT = 0x400;
    /** In place of an address: what the driver wrote is none. */
    public static final int NONE = -1;
    /** One more than the largest number. */
    public static final int END = 0x800;

    private static final int SEVEN_MASK = 0x7f;
    private static final int TEN_MASK = 0x3ff;

    private I2cAddress() {
    }

    /** @param addr the field, 0 to 65535 */
    public static int decode(int addr) {
        if ((addr & 0xf9) == 0xf0) {
            return TEN_BIT | (addr & 6) << 7 | addr >> 8;
        }
        return (addr & ~0xfe) == 0 ? addr >> 1 : NONE;
    }

    public static boolean isTenBit(int address) {
        return (address & TEN_BIT) != 0;
    }

    /** The bits that a chip compares, without the mark. */
    public static int number(int address) {
        return address & (isTenBit(address) ? TEN_MASK : SEVEN_MASK);
    }

    /** As operators write it: {@code 0x50}, and {@code 10:0x150} for 10 bits. */
    public static String text(int address) {
        return isTenBit(address) ? String.format("10:0x%03x", number(address)) : String.format("0x%02x", number(address));
    }

    /** @throws IllegalArgumentException if {@code text} is none */
    public static int parse(String text) {
        boolean ten = text.startsWith("10:");
        int number;
        try {
            number = Integer.decode(ten ? text.substring(3).strip() : text.strip());
        } catch (NumberFormatException none) {
            throw new IllegalArgumentException("an address is 0x00 to 0x7f, or 10:0x000 to 10:0x3ff, not '" + text + "'", none);
        }
        if (number < 0 || number > (ten ? TEN_MASK : SEVEN_MASK)) {
            throw new IllegalArgumentException("an address is 0x00 to 0x7f, or 10:0x000 to 10:0x3ff, not '" + text + "'");
        }
        return ten ? TEN_BIT | number : number;
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c;

import backplane.devices.i2c.wire.I2cAddress;
import java.util.Arrays;
import java.util.List;

/**
 * The one list of what a device's driver may do on the bus: for each address whether it may read, and how many bytes it may write at
 * once. Each message of a group is looked up before the first of them reaches hardware. Immutable.
 */
public final class AddressPolicy {
    /** What an entry may look like, as a phrase. */
    static final String ALLOWED =
            "'all', or a list of ADDRESS or FIRST-LAST, each with :rw (also without), :ro (reads only), :ro+N (reads,"
            + " and writes of at most N bytes, 0 to 4, for a register pointer) or :wo, and then :pec for a chip whose driver adds a packet"
            + " error code; an address is 0x00 to 0x7f or 10:0x000 to 10:0x3ff";

    private static final byte NO_WRITE = -1;
    private static final byte ANY_WRITE = Byte.MAX_VALUE;
    private static final int MOST_POINTER = 4;
    private static final String PEC = ":pec";

    private final boolean[] reads = new boolean[I2cAddress.END];
    private final byte[] writes = new byte[I2cAddress.END];
    private final boolean[] codes = new boolean[I2cAddress.END];
    private final boolean all;

    private AddressPolicy(boolean all) {
        this.all = all;
        Arrays.fill(reads, all);
        Arrays.fill(writes, all ? ANY_WRITE : NO_WRITE);
    }

    /** @throws IllegalArgumentException if an entry is none of {@link #ALLOWED} */
    static AddressPolicy parse(List<String> entries) {
        if (entries.equals(List.of("all"))) {
            return new AddressPolicy(true);
        }
        AddressPolicy policy = new AddressPolicy(false);
        entries.forEach(policy::add);
        return policy;
    }

    private void add(String text) {
        boolean coded = text.endsWith(PEC);
        String entry = coded ? text.substring(0, text.length() - PEC.length()) : text;
        int end = entry.lastIndexOf(':');
        boolean hasRight = end > 0 && !entry.substring(end + 1).matches("0x[0-9a-fA-F]+.*") && !entry.substring(0, end).equals("10");
        String right = hasRight ? entry.substring(end + 1).strip() : "rw";
        String range = hasRight ? entry.substring(0, end) : entry;
        int dash = range.indexOf('-');
        int first = I2cAddress.parse((dash < 0 ? range : range.substring(0, dash)).strip());
        int last = dash < 0 ? first : I2cAddress.parse(range.substring(dash + 1).strip());
        if (last < first || I2cAddress.isTenBit(first) != I2cAddress.isTenBit(last)) {
            throw new IllegalArgumentException("not a range: " + range);
        }
        byte write = writesOf(right);
        for (int address = first; address <= last; address++) {
            reads[address] |= !right.equals("wo");
            writes[address] = (byte) Math.max(writes[address], write);
            codes[address] |= coded;
        }
    }

    private static byte writesOf(String right) {
        if (right.equals("rw") || right.equals("wo")) {
            return ANY_WRITE;
        }
        if (right.equals("ro")) {
            return NO_WRITE;
        }
        if (right.matches("ro\\+[0-9]") && right.charAt(3) - '0' <= MOST_POINTER) {
            return (byte) (right.charAt(3) - '0');
        }
        throw new IllegalArgumentException("not a right: " + right);
    }

    /** Any thread. @param length bytes of the message */
    boolean allows(int address, boolean read, int length) {
        return read ? reads[address] : writes[address] == ANY_WRITE || length <= writes[address];
    }

    /** Whether the driver ends each transfer with a packet error code (System Management Bus Specification 3.2, 6.4.1). Any thread. */
    boolean hasPec(int address) {
        return codes[address];
    }

    /** Whether the driver may do anything at all at this address. */
    boolean mentions(int address) {
        return reads[address] || writes[address] != NO_WRITE;
    }

    /** Whether no address was named, but all. */
    boolean isAll() {
        return all;
    }

    /** The same without an address. */
    AddressPolicy without(int address) {
        AddressPolicy less = new AddressPolicy(all);
        System.arraycopy(reads, 0, less.reads, 0, reads.length);
        System.arraycopy(writes, 0, less.writes, 0, writes.length);
        System.arraycopy(codes, 0, less.codes, 0, codes.length);
        less.reads[address] = false;
        less.writes[address] = NO_WRITE;
        return less;
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c.simulated;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A chip of up to 256 registers of one byte, from a text file: a line {@code REGISTER = VALUE [ro]} each, '#' for a remark. The first
 * byte written is the register, which counts up with each byte; a register that no line has is not acknowledged when written,
 * and reads as 0xff.
 */
final class RegisterMap extends Chip {
    private static final int REGISTERS = 256;
    private static final int NOTHING = 0xff;

    private final String name;
    private final byte[] values = new byte[REGISTERS];
    private final boolean[] there = new boolean[REGISTERS];
    private final boolean[] readOnly = new boolean[REGISTERS];
    private int pointer;
    private boolean first;

    /** @throws IOException if the file can't be read, or a line is wrong: the message names it */
    RegisterMap(int address, Path file) throws IOException {
        super(address);
        name = String.valueOf(file.getFileName());
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).replaceFirst("#.*", "").strip();
            try {
                if (!line.isEmpty()) {
                    define(line);
                }
            } catch (IllegalArgumentException wrong) {
                throw new IOException(file + ", line " + (i + 1) + ": '" + line + "'; a line is REGISTER = VALUE, and ro at the end for one"
                        + " that can't be written, each 0 to 0xff", wrong);
            }
        }
    }

    private void define(String line) {
        String[] sides = line.split("=", 2);
        if (sides.length < 2) {
            throw new IllegalArgumentException(line);
        }
        int register = Numbers.parse(sides[0], REGISTERS - 1);
        String value = sides[1].strip();
        readOnly[register] = value.endsWith(" ro");
        values[register] = (byte) Numbers.parse(readOnly[register] ? value.substring(0, value.length() - 3) : value, 0xff);
        there[register] = true;
    }

    @Override
    boolean begin(int block, boolean read) {
        first = !read;
        return true;
    }

    @Override
    boolean write(int value) {
        if (first) {
            first = false;
            pointer = value;
            return true;
        }
        int register = pointer;
        pointer = (pointer + 1) % REGISTERS;
        if (there[register] && !readOnly[register]) {
            values[register] = (byte) value;
        }
        return there[register];
    }

    @Override
    int read() {
        int register = pointer;
        pointer = (pointer + 1) % REGISTERS;
        return there[register] ? values[register] & 0xff : NOTHING;
    }

    @Override
    String description() {
        return "map " + name;
    }

    @Override
    void poke(List<String> words) {
        if (words.size() != 2) {
            throw new IllegalArgumentException("give a register and its value, each 0 to 0xff");
        }
        int register = Numbers.parse(words.get(0), REGISTERS - 1);
        values[register] = (byte) Numbers.parse(words.get(1), 0xff);
        there[register] = true;
    }

    @Override
    byte[] contents() {
        return values.clone();
    }

    @Override
    void takeOver(byte[] contents) {
        System.arraycopy(contents, 0, values, 0, values.length);
    }
}

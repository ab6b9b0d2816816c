// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c.simulated;

import java.util.List;
import java.util.Locale;
import java.util.function.DoubleSupplier;

/**
 * A sensor of the LM75 family (TI LM75B data sheet; Linux' lm75): a pointer register, then temperature (0), configuration (1),
 * hysteresis (2) and limit (3). Temperatures have 9 bits, two's complement in steps of 0.5 degrees C, at the top of 16.
 */
final class TemperatureSensor extends Chip {
    private static final double LOWEST = -55;
    private static final double HIGHEST = 125;
    private static final int STEP_BITS = 7;
    private static final int POWER_UP_HYSTERESIS = 75;
    private static final int POWER_UP_LIMIT = 80;
    private static final int FIRST_TEMPERATURE = 25;

    private final DoubleSupplier script;
    private final int[] registers = {0, 0, word(POWER_UP_HYSTERESIS), word(POWER_UP_LIMIT)};
    private double temperature = FIRST_TEMPERATURE;
    private boolean poked;
    private int pointer;
    private int at;

    /** @param script what the temperature is until somebody sets another, degrees C; null for 25 */
    TemperatureSensor(int address, DoubleSupplier script) {
        super(address);
        this.script = script;
    }

    private static int word(double degrees) {
        return (int) Math.floor(Math.max(LOWEST, Math.min(HIGHEST, degrees)) * 2) << STEP_BITS & 0xffff;
    }

    @Override
    boolean begin(int block, boolean read) {
        at = 0;
        if (!poked && script != null) {
            temperature = script.getAsDouble();
        }
        registers[0] = word(temperature);
        return true;
    }

    @Override
    boolean write(int value) {
        if (at == 0) {
            pointer = value & 3;
        } else if (pointer == 1 && at == 1) {
            registers[1] = value;
        } else if (pointer > 1 && at <= 2) {
            int shift = at == 1 ? 8 : 0;
            registers[pointer] = (registers[pointer] & ~(0xff << shift) | value << shift) & 0xff80;
        }
        at++;
        return true;
    }

    @Override
    int read() {
        if (pointer == 1) {
            return registers[1];
        }
        return at++ % 2 == 0 ? registers[pointer] >> 8 : registers[pointer] & 0xff;
    }

    @Override
    String description() {
        return String.format(Locale.ROOT, "lm75 %.1f C", temperature);
    }

    @Override
    void poke(List<String> words) {
        try {
            double wanted = words.size() == 1 ? Double.parseDouble(words.get(0)) : Double.NaN;
            if (wanted >= LOWEST && wanted <= HIGHEST) {
                temperature = wanted;
                poked = true;
                return;
            }
        } catch (NumberFormatException none) {
            // said below
        }
        throw new IllegalArgumentException("give a temperature in degrees C, -55 to 125");
    }

    @Override
    byte[] contents() {
        int half = (int) Math.round(temperature * 2);
        return new byte[] {(byte) (half >> 8), (byte) half, (byte) (poked ? 1 : 0), (byte) registers[1], (byte) (registers[2] >> 8),
            (byte) registers[2], (byte) (registers[3] >> 8), (byte) registers[3], (byte) pointer};
    }

    @Override
    void takeOver(byte[] contents) {
        temperature = Math.max(LOWEST, Math.min(HIGHEST, (contents[0] << 8 | contents[1] & 0xff) / 2.0));
        poked = contents[2] != 0;
        registers[1] = contents[3] & 0xff;
        registers[2] = (contents[4] & 0xff) << 8 | contents[5] & 0xff;
        registers[3] = (contents[6] & 0xff) << 8 | contents[7] & 0xff;
        pointer = contents[8] & 3;
    }
}

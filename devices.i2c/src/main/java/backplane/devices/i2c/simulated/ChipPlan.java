// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c.simulated;

import backplane.devices.i2c.wire.I2cAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * A chip as a configuration names it: {@code KIND@ADDRESS} or {@code KIND@ADDRESS=FILE}.
 *
 * @param kind    {@code 24c02} to {@code 24c512}, {@code lm75}, {@code map} or {@code counter}
 * @param address a {@link I2cAddress}
 * @param file    null for none
 */
public record ChipPlan(String kind, int address, Path file) {
    /** What an entry may look like, as a phrase. */
    public static final String ALLOWED = "a list of KIND@ADDRESS or KIND@ADDRESS=FILE; a kind is 24c02, 24c04, 24c08, 24c16, 24c32, 24c64,"
            + " 24c128, 24c256, 24c512 (FILE keeps the bytes), lm75 (FILE has the temperatures), map (FILE has the"
            + " registers) or counter (no FILE)";

    private static final int EIGHT = 8;

    /** @throws IllegalArgumentException if it is none */
    public static ChipPlan parse(String text) {
        int at = text.indexOf('@');
        int equals = text.indexOf('=', Math.max(0, at));
        String kind = at < 0 ? "" : text.substring(0, at).strip();
        Eeprom.Model model = Eeprom.Model.of(kind);
        if (model == null && !List.of("lm75", "map", "counter").contains(kind)) {
            throw new IllegalArgumentException("no such chip: " + text);
        }
        int address = I2cAddress.parse(text.substring(at + 1, equals < 0 ? text.length() : equals).strip());
        Path file = equals < 0 ? null : Path.of(text.substring(equals + 1).strip());
        boolean aligned = model == null || I2cAddress.isTenBit(address) || address % Math.min(EIGHT, model.blocks()) == 0;
        if (kind.equals("map") && file == null || kind.equals("counter") && file != null || !aligned) {
            throw new IllegalArgumentException(text);
        }
        return new ChipPlan(kind, address, file);
    }

    Chip build(int writeMillis, LongSupplier nanoTime) throws IOException {
        return switch (kind) {
            case "lm75" -> new TemperatureSensor(address, file == null ? null : new TemperatureScript(file, nanoTime));
            case "counter" -> new MessageCounter(address);
            case "map" -> new RegisterMap(address, file);
            default -> new Eeprom(address, Eeprom.Model.of(kind), file, writeMillis, nanoTime);
        };
    }
}

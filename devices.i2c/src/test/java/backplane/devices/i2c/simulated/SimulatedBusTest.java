// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.device.StateRejected;
import backplane.devices.i2c.I2cTransfer;
import backplane.devices.i2c.KeepsContents;
import backplane.devices.i2c.wire.I2cAddress;
import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Chips and faults. A transfer is words such as {@code 50w0011} or {@code 50r4}; its answer is what was read. */
@Tag("i2c")
class SimulatedBusTest {
    @TempDir
    private Path folder;
    private final AtomicLong clock = new AtomicLong();

    private SimulatedBus bus(String... chips) throws IOException {
        SimulatedBus bus = new SimulatedBus("test", 1);
        for (String chip : chips) {
            bus.add(ChipPlan.parse(chip).build(5, clock::get));
        }
        return bus;
    }

    private static String go(SimulatedBus bus, String words) throws KernelFault {
        I2cTransfer transfer = new I2cTransfer();
        for (String word : words.split(" ")) {
            int address = I2cAddress.parse("0x" + word.substring(0, 2));
            boolean read = word.charAt(2) == 'r';
            byte[] bytes = read ? new byte[Integer.parseInt(word.substring(3))] : HexFormat.of().parseHex(word.substring(3));
            transfer.add(address, read, bytes.length);
            if (!read) {
                System.arraycopy(bytes, 0, transfer.bytes(), transfer.offset(transfer.count() - 1), bytes.length);
            }
        }
        bus.transfer(transfer);
        StringBuilder answer = new StringBuilder();
        for (int i = 0; i < transfer.count(); i++) {
            if (transfer.isRead(i)) {
                int from = transfer.offset(i);
                answer.append(HexFormat.of().formatHex(transfer.bytes(), from, from + transfer.length(i)));
            }
        }
        return answer.toString();
    }

    private static Errno errno(SimulatedBus bus, String words) {
        try {
            go(bus, words);
            return null;
        } catch (KernelFault fault) {
            return fault.errno();
        }
    }

    private void pass(int millis) {
        clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    @Test
    void anEepromWritesPagesAndDoesNotAnswerMeanwhile() throws Exception {
        SimulatedBus bus = bus("24c02@0x50");
        go(bus, "50w06a1a2a3");
        assertThat(errno(bus, "50r1")).isEqualTo(Errno.ENXIO);
        pass(6);
        assertThat(go(bus, "50w00 50r8")).as("a page has 8 bytes and wraps").isEqualTo("a3ffffffffffa1a2");
        assertThat(go(bus, "50wff 50r2")).as("a read goes on at 0").isEqualTo("ffa3");
    }

    @Test
    void bigEepromsHaveTwoBytesOfAddressAndSmallOnesBlocks() throws Exception {
        SimulatedBus bus = bus("24c512@0x50", "24c16@0x58");
        go(bus, "50wfffe1122");
        pass(6);
        assertThat(go(bus, "50wfffe 50r2")).isEqualTo("1122");
        go(bus, "5fwff33");
        pass(6);
        assertThat(go(bus, "5fwff 5fr1")).isEqualTo("33");
        assertThat(go(bus, "58wff 58r1")).isEqualTo("ff");
    }

    @Test
    void anEepromKeepsItsBytesInItsFile() throws Exception {
        Path file = folder.resolve("rom");
        SimulatedBus bus = bus("24c32@0x50=" + file);
        assertThat(Files.size(file)).isEqualTo(4096);
        go(bus, "50w0123aabb");
        bus.close();
        assertThat(Files.readAllBytes(file)[0x124]).isEqualTo((byte) 0xbb);
        assertThat(go(bus("24c32@0x50=" + file), "50w0123 50r2")).isEqualTo("aabb");
        assertThatThrownBy(() -> bus("24c64@0x50=" + file)).isInstanceOf(IOException.class).hasMessageContaining("4096");
    }

    @Test
    void contentsTravelToABusThatNobodyHasUsed() throws Exception {
        SimulatedBus bus = bus("24c02@0x50", "lm75@0x48");
        go(bus, "50w0077");
        bus.poke(0x48, List.of("-3.5"));
        SimulatedBus next = bus("24c02@0x50", "lm75@0x48");
        next.takeOver(bus.contents());
        assertThat(go(next, "50w00 50r1") + go(next, "48w00 48r2")).isEqualTo("77fc80");
        go(next, "50w0088");
        pass(6);
        next.takeOver(bus.contents());
        assertThat(go(next, "50w00 50r1")).as("in use since").isEqualTo("88");
        assertThatThrownBy(() -> bus("24c02@0x50").takeOver(List.of(new KeepsContents.ChipContents(0x50, new byte[9]))))
                .isInstanceOf(StateRejected.class);
    }

    @ParameterizedTest
    @CsvSource({"0,0000", "25.5,1980", "-0.5,ff80", "125,7d00", "-55,c900"})
    void temperatures(String degrees, String register) throws Exception {
        SimulatedBus bus = bus("lm75@0x48");
        bus.poke(0x48, List.of(degrees));
        assertThat(go(bus, "48w00 48r2")).isEqualTo(register);
        assertThat(go(bus, "48w024b80 48w02 48r2")).as("the hysteresis").isEqualTo("4b80");
    }

    @Test
    void aTemperatureFollowsItsScript() throws Exception {
        Path script = Files.writeString(folder.resolve("script"), "0 20 # begin\n\n10 30\n");
        SimulatedBus bus = bus("lm75@0x48=" + script);
        assertThat(go(bus, "48w00 48r1")).isEqualTo("14");
        pass(5000);
        assertThat(go(bus, "48w00 48r1")).isEqualTo("19");
        pass(60_000);
        assertThat(go(bus, "48w00 48r1")).isEqualTo("1e");
        Files.writeString(script, "5 20\n5 30\n");
        assertThatThrownBy(() -> bus("lm75@0x48=" + script)).hasMessageContaining("line 2");
    }

    @Test
    void aChipThatCountsMessages() throws Exception {
        SimulatedBus bus = bus("counter@0x30");
        assertThat(go(bus, "30w 30r4")).isEqualTo("00000001");
        assertThat(go(bus, "30w55 30wffff 30r6")).isEqualTo("000000030000");
        bus.poke(0x30, List.of("0x1fffe"));
        SimulatedBus next = bus("counter@0x30");
        next.takeOver(bus.contents());
        assertThat(go(next, "30w01 30w02 30r4")).isEqualTo("00020000");
        assertThatThrownBy(() -> bus.poke(0x30, List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRegisterMap() throws Exception {
        Path map = Files.writeString(folder.resolve("map"), "# a chip\n0x00 = 0x71 ro\n0x10 = 1\n0x11=2\n");
        SimulatedBus bus = bus("map@0x20=" + map);
        assertThat(go(bus, "20w10 20r3")).isEqualTo("0102ff");
        go(bus, "20w1055");
        go(bus, "20w0066");
        assertThat(go(bus, "20w10 20r1") + go(bus, "20w00 20r1")).isEqualTo("5571");
        assertThat(errno(bus, "20w8001")).isEqualTo(Errno.EREMOTEIO);
        Files.writeString(map, "0x100 = 1\n");
        assertThatThrownBy(() -> bus("map@0x20=" + map)).hasMessageContaining("line 1");
    }

    @ParameterizedTest
    @CsvSource({"nak-address,ENXIO", "nak-data,EREMOTEIO", "arbitration,EAGAIN", "stretch,ETIMEDOUT", "stuck,EBUSY"})
    void injectedFaults(String word, Errno errno) throws Exception {
        SimulatedBus bus = bus("24c02@0x50");
        bus.inject(BusFault.of(word), 2, 1);
        assertThat(errno(bus, "50w00")).isEqualTo(errno);
        assertThat(errno(bus, "50w00")).isEqualTo(errno);
        assertThat(errno(bus, "50w00")).isNull();
    }

    @Test
    void aFlippedBitAndARate() throws Exception {
        SimulatedBus bus = bus("24c02@0x50");
        go(bus, "50w00");
        bus.inject(BusFault.FLIP, 1, 1);
        assertThat(Integer.bitCount(Integer.parseInt(go(bus, "50r1"), 16))).isEqualTo(7);
        bus.inject(BusFault.NAK_ADDRESS, -1, 0.25);
        int failed = 0;
        for (int i = 0; i < 1000; i++) {
            failed += errno(bus, "50r1") == Errno.ENXIO ? 1 : 0;
        }
        assertThat(failed).isBetween(150, 350);
    }

    @Test
    void unpluggedWhileInUse() throws Exception {
        SimulatedBus bus = bus("24c02@0x50");
        bus.unplug();
        assertThat(errno(bus, "50r1")).isEqualTo(Errno.ENODEV);
        bus.heal();
        assertThat(errno(bus, "50r1")).isNull();
    }

    @ParameterizedTest
    @CsvSource({"24c03@0x50", "24c02", "24c02@0x80", "map@0x20", "24c16@0x52", "24c04@0x51", "lm75@", "counter@0x30=/file"})
    void noChips(String text) {
        assertThatThrownBy(() -> ChipPlan.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}

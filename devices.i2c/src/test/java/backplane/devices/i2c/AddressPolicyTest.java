// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c;

import static backplane.devices.i2c.DriverSide.ERR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.devices.i2c.wire.I2cAddress;
import backplane.testkit.TestChain;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("i2c")
@Timeout(60)
class AddressPolicyTest {
    @ParameterizedTest(name = "{0}: {1} {2} {3} is {4}")
    @CsvSource({
        "0x50,0x50,true,9,true", "0x50,0x50,false,9,true", "0x50,0x51,true,1,false", "0x50-0x52:ro,0x52,true,1,true",
        "0x50-0x52:ro,0x52,false,1,false", "0x50:ro,0x50,false,0,false", "0x50:ro+1,0x50,false,1,true", "0x50:ro+1,0x50,false,2,false",
        "0x50:wo,0x50,true,1,false", "0x50:wo,0x50,false,8,true", "10:0x50,0x50,true,1,false", "10:0x50,10:0x50,true,1,true",
        "10:0x10-10:0x20:ro,10:0x20,true,1,true", "10:0x10-10:0x20:ro,10:0x20,false,1,false", "all,10:0x3ff,false,8192,true",
    })
    void whatIsAllowed(String entry, String address, boolean read, int length, boolean allowed) {
        assertThat(AddressPolicy.parse(List.of(entry)).allows(I2cAddress.parse(address), read, length)).isEqualTo(allowed);
    }

    @Test
    void chipsWithAPacketErrorCode() {
        AddressPolicy policy = AddressPolicy.parse(List.of("0x48:pec", "0x49-0x4a:ro+1:pec", "0x50"));
        assertThat(policy.hasPec(0x48) && policy.hasPec(0x49) && policy.hasPec(0x4a)).isTrue();
        assertThat(policy.hasPec(0x50) || policy.hasPec(0x47)).isFalse();
        assertThat(policy.allows(0x48, false, 9)).isTrue();
        assertThat(policy.allows(0x49, false, 2)).isFalse();
        assertThat(policy.without(0x48).hasPec(0x49)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0x80", "-1", "0x50-0x40", "0x50:rx", "0x50:ro+5", "0x50:ro+", "0x10-10:0x20", "10:0x400", "x"})
    void whatIsNoEntry(String entry) {
        assertThatThrownBy(() -> AddressPolicy.parse(List.of(entry))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void eachMessageOfAGroupIsLookedUpBeforeTheFirstIsDone() {
        FakeAdapter adapter = new FakeAdapter();
        DriverSide driver = new DriverSide(adapter, "0x50");
        assertThat(driver.askAll("a0 00 00 00 01 00 00 00 10 / 1", "a0 00 00 00 01 00 00 00 11 / 1", "a2 00 00 00 00 00 00 00 12 / 1"))
                .containsExactly(ERR, ERR, ERR);
        assertThat(adapter.transfers).isEmpty();
        assertThat(driver.count(I2cCounter.DENIED)).isEqualTo(3);
    }

    @Test
    void denialsAreLoggedOnceAMinute() {
        AtomicLong clock = new AtomicLong();
        DenialLog log = new DenialLog("i2c0", clock::get);
        for (int i = 0; i < 100; i++) {
            log.note(0x50, true);
        }
        assertThat(log.lines()).isEqualTo(1);
        clock.set(TimeUnit.SECONDS.toNanos(61));
        log.note(0x50, true);
        log.note(0x51, false);
        assertThat(log.lines()).isEqualTo(2);
    }

    @Test
    void twoDevicesMayNotHaveOneAddress() {
        I2cBus bus = new I2cBus(new FakeAdapter(), Runnable::run, () -> { });
        new DriverSide(bus, "i2c0", "0x50-0x53");
        assertThat(bus.join(new I2cBus.Share("i2c1", AddressPolicy.parse(List.of("0x53:ro"))))).isEqualTo("i2c0");
        assertThat(bus.join(new I2cBus.Share("i2c1", AddressPolicy.parse(List.of("0x54"))))).isNull();
        assertThat(bus.join(new I2cBus.Share("i2c0", AddressPolicy.parse(List.of("0x50"))))).as("its own successor").isNull();
    }

    /** Two drivers with random groups of all lengths, cut anywhere, on one bus: each address that the bus sees is one of theirs. */
    @Test
    void noOrderAndNoBatchReachesAnAddressOutsideTheList() throws Exception {
        FakeAdapter adapter = new FakeAdapter();
        ExecutorService thread = Executors.newSingleThreadExecutor();
        I2cBus bus = new I2cBus(adapter, thread, () -> { });
        DriverSide one = new DriverSide(bus, "one", "0x10-0x1f", "0x20:ro");
        DriverSide two = new DriverSide(bus, "two", "0x30-0x3f:wo", "10:0x111");
        long seed = System.nanoTime();
        ExecutorService drivers = Executors.newFixedThreadPool(2);
        try {
            var first = drivers.submit(() -> hammer(one, seed));
            var second = drivers.submit(() -> hammer(two, seed + 1));
            first.get(40, TimeUnit.SECONDS);
            second.get(40, TimeUnit.SECONDS);
        } finally {
            drivers.shutdownNow();
            thread.shutdown();
        }
        assertThat(adapter.transfers).as("seed %d", seed).isNotEmpty().allSatisfy(transfer -> {
            boolean ofOne = transfer.matches("((0x1.[wr]|0x20r)\\S* ?)+");
            boolean ofTwo = transfer.matches("((0x3.w|10:0x111[wr])\\S* ?)+");
            assertThat(ofOne || ofTwo).as("seed %d: %s", seed, transfer).isTrue();
        });
        assertThat(one.count(I2cCounter.DENIED) + two.count(I2cCounter.DENIED)).isPositive();
    }

    private static List<TestChain> hammer(DriverSide driver, long seed) {
        Random random = new Random(seed);
        List<TestChain> all = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            boolean read = random.nextBoolean();
            int base = random.nextInt(8) == 0 ? random.nextInt(0x80) : 0x10 + 0x20 * random.nextInt(2) + random.nextInt(0x11);
            int addr = random.nextInt(16) == 0 ? 0x11f2 : base << 1;
            byte[] request = {(byte) addr, (byte) (addr >> 8), 0, 0, (byte) ((read ? 2 : 0) | (random.nextInt(3) == 0 ? 1 : 0)), 0, 0, 0};
            TestChain chain = TestChain.request(HexFormat.ofDelimiter(" ").formatHex(request), read ? 1 + random.nextInt(3) : 1);
            all.add(chain);
            driver.device.offered(0, chain);
            if (random.nextInt(4) == 0) {
                driver.device.drained(0);
            }
            driver.host.run();
        }
        driver.device.released(0);
        assertThat(all).as("seed %d", seed).allMatch(TestChain::isCompleted);
        return all;
    }
}

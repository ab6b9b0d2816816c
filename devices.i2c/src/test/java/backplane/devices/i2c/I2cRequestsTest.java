// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c;

import static backplane.devices.i2c.DriverSide.ERR;
import static backplane.devices.i2c.DriverSide.OK;
import static org.assertj.core.api.Assertions.assertThat;

import backplane.chain.ChainReader;
import backplane.chain.ChainWriter;
import backplane.chain.DescriptorChain;
import backplane.kernel.Errno;
import backplane.testkit.TestChain;
import backplane.virtio.FeatureSet;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows of request and answer. 0x50 is a0 00 in the header, flags 01 are FAIL_NEXT, 02 are M_RD. */
@Tag("i2c")
class I2cRequestsTest {
    private static final String W50 = "a0 00 00 00 00 00 00 00";
    private static final String R50 = "a0 00 00 00 02 00 00 00";
    private static final String W50_MORE = "a0 00 00 00 01 00 00 00";
    private static final String R50_MORE = "a0 00 00 00 03 00 00 00";

    private final FakeAdapter adapter = new FakeAdapter();
    private final DriverSide driver = new DriverSide(adapter);

    @Test
    void writeReadAndZeroLength() {
        assertThat(driver.ask(W50 + " 01 02 03", 1)).isEqualTo(OK);
        assertThat(driver.ask(R50, 4)).isEqualTo("11 22 33 00");
        assertThat(driver.ask(W50, 1)).isEqualTo(OK);
        assertThat(driver.ask(R50, 1)).isEqualTo(OK);
        assertThat(adapter.transfers).containsExactly("0x50w010203", "0x50r3", "0x50w", "0x50r0");
        assertThat(driver.count(I2cCounter.OK)).isEqualTo(4);
    }

    @Test
    void tenBitAddresses() {
        assertThat(driver.ask("f2 23 00 00 00 00 00 00 07", 1)).isEqualTo(OK);
        assertThat(driver.ask("f6 ff 00 00 02 00 00 00", 2)).isEqualTo("11 00");
        assertThat(adapter.transfers).containsExactly("10:0x123w07", "10:0x3ffr1");
    }

    @ParameterizedTest(name = "{0} with room {1}")
    @CsvSource({
        "'',1", "a0,1", "a0 00 00 00 00 00 00,1", "a1 00 00 00 00 00 00 00,1", "a0 01 00 00 00 00 00 00,1",
        "a0 00 00 00 04 00 00 00,1", "a0 00 00 00 00 00 00 80,1", "a0 00 00 00 02 00 00 00 55,1", "a0 00 00 00 02 00 00 00 55,2",
        "a0 00 00 00 00 00 00 00,2", "f1 00 00 00 00 00 00 00,1",
    })
    void whatIsNoRequestIsAnsweredWithErr(String request, int room) {
        TestChain chain = driver.send(request, room);
        assertThat(chain.isCompleted()).isTrue();
        assertThat(chain.written()).isEqualTo(room == 1 ? 1 : 0);
        assertThat(room == 1 ? chain.answerHex() : ERR).isEqualTo(ERR);
        assertThat(adapter.transfers).isEmpty();
        assertThat(driver.count(I2cCounter.MALFORMED)).isEqualTo(1);
    }

    @Test
    void noRoomForTheStatusIsReturnedEmpty() {
        assertThat(driver.send(W50 + " 01", 0).written()).isZero();
        assertThat(adapter.transfers).isEmpty();
    }

    @Test
    void aGroupIsOneTransfer() {
        assertThat(driver.askAll(W50_MORE + " 10 / 1", R50 + " / 3")).containsExactly(OK, "11 22 00");
        assertThat(adapter.transfers).containsExactly("0x50w10 0x50r2");
    }

    @Test
    void requestsWithoutFailNextAreIndependent() {
        adapter.failure = Errno.ENXIO;
        adapter.failures = 1;
        assertThat(driver.askAll(W50 + " 10 / 1", W50 + " 11 / 1")).containsExactly(ERR, OK);
        assertThat(adapter.transfers).containsExactly("!", "0x50w11");
    }

    @Test
    void nothingAfterTheOneThatFailedIsDone() {
        adapter.failure = Errno.EREMOTEIO;
        adapter.failAt = 1;
        adapter.failures = 1;
        assertThat(driver.askAll(W50_MORE + " 10 / 1", W50_MORE + " 11 / 1", W50 + " 12 / 1", W50 + " 13 / 1"))
                .containsExactly(OK, ERR, ERR, OK);
        assertThat(adapter.transfers).containsExactly("0x50w10!", "0x50w13");
        assertThat(driver.count(I2cCounter.NAK_DATA)).isEqualTo(1);
        assertThat(driver.count(I2cCounter.SKIPPED)).isEqualTo(1);
    }

    @Test
    void aGroupWithAWrongMemberDoesNotBegin() {
        List<TestChain> chains = driver.offer(W50_MORE + " 10 / 1", "a1 00 00 00 01 00 00 00 / 1", W50 + " 12 / 1");
        driver.device.drained(0);
        assertThat(chains).allMatch(chain -> chain.answerHex().equals(ERR));
        assertThat(adapter.transfers).isEmpty();
    }

    @Test
    void aGroupIsWaitedForUntilTheRingIsEmptyAndThenDoneAsFarAsItIsThere() {
        List<TestChain> chains = driver.offer(W50_MORE + " 10 / 1", R50_MORE + " / 2");
        assertThat(chains).allMatch(TestChain::isHeld);
        assertThat(adapter.transfers).isEmpty();
        driver.device.drained(0);
        driver.host.run();
        assertThat(adapter.transfers).containsExactly("0x50w10 0x50r1");
        assertThat(chains).allMatch(TestChain::isCompleted);
        assertThat(driver.ask(W50 + " 77", 1)).as("the next one is its own").isEqualTo(OK);
    }

    @Test
    void aCutGroupThatFailedDoesNotSpoilTheNext() {
        adapter.failure = Errno.ENXIO;
        adapter.failures = 1;
        assertThat(driver.askAll(W50_MORE + " 10 / 1", W50_MORE + " 11 / 1")).containsExactly(ERR, ERR);
        assertThat(driver.ask(W50 + " 12", 1)).isEqualTo(OK);
    }

    @Test
    void aGroupLongerThanTheAdapterTakesDoesNotBegin() {
        adapter.mostMessages = 2;
        DriverSide few = new DriverSide(adapter);
        assertThat(few.askAll(W50_MORE + " 10 / 1", W50_MORE + " 11 / 1", W50 + " 12 / 1")).containsExactly(ERR, ERR, ERR);
        assertThat(adapter.transfers).isEmpty();
        assertThat(few.count(I2cCounter.TOO_LARGE)).isEqualTo(3);
    }

    @Test
    void aGroupOf65536() {
        List<TestChain> chains = new ArrayList<>();
        for (int i = 1; i <= 65_536; i++) {
            TestChain chain = TestChain.request((i < 65_536 ? W50_MORE : W50) + " 01", 1);
            chains.add(chain);
            driver.device.offered(0, chain);
        }
        assertThat(chains).allMatch(chain -> chain.answerHex().equals(ERR));
        assertThat(adapter.transfers).isEmpty();
        assertThat(driver.count(I2cCounter.TOO_LARGE)).isEqualTo(65_536);
        assertThat(driver.ask(W50 + " 01", 1)).isEqualTo(OK);
    }

    @Test
    void theLongestMessageAndOneMore() {
        assertThat(driver.send(R50, 8193).written()).isEqualTo(8193);
        assertThat(driver.send(R50, 8194).written()).as("a gap before the status").isZero();
        assertThat(TestChain.request("", 1).isHeld()).isTrue();
        assertThat(driver.count(I2cCounter.TOO_LARGE)).isEqualTo(1);
        assertThat(adapter.transfers).containsExactly("0x50r8192");
    }

    @Test
    void moreBytesInAGroupThanABusTakesDoNotBegin() {
        String[] group = new String[66];
        for (int i = 0; i < group.length; i++) {
            group[i] = R50_MORE + " / 8193";
        }
        List<TestChain> chains = driver.offer(group);
        driver.device.drained(0);
        assertThat(chains).allMatch(TestChain::isCompleted);
        assertThat(adapter.transfers).isEmpty();
    }

    @Test
    void fourGibibytesAreRefusedUnread() {
        for (boolean read : new boolean[] {true, false}) {
            TestChain inner = TestChain.request((read ? R50 : W50), 1);
            AtomicLong position = new AtomicLong(-1);
            driver.device.offered(0, huge(inner, read, position));
            driver.device.drained(0);
            assertThat(position.get()).as("where the status is").isEqualTo(read ? 0xffff_fffeL : 0);
        }
        assertThat(driver.count(I2cCounter.TOO_LARGE)).isEqualTo(2);
        assertThat(adapter.transfers).isEmpty();
    }

    /** A chain whose one part claims 2^32-1 bytes; the status goes to {@code position}. */
    private static DescriptorChain huge(TestChain inner, boolean read, AtomicLong position) {
        ClassLoader loader = DescriptorChain.class.getClassLoader();
        ChainReader reader = (ChainReader) Proxy.newProxyInstance(loader, new Class<?>[] {ChainReader.class}, (proxy, method, args) ->
                method.getName().equals("length") && !read ? 0xffff_ffffL : method.invoke(inner.reader(), args));
        ChainWriter writer = (ChainWriter) Proxy.newProxyInstance(loader, new Class<?>[] {ChainWriter.class}, (proxy, method, args) ->
                switch (method.getName()) {
                    case "length" -> read ? 0xffff_ffffL : 1L;
                    case "position" -> {
                        position.set((Long) args[0]);
                        yield null;
                    }
                    case "write" -> ((ByteBuffer) args[0]).remaining();
                    default -> throw new AssertionError(method);
                });
        return (DescriptorChain) Proxy.newProxyInstance(loader, new Class<?>[] {DescriptorChain.class}, (proxy, method, args) ->
                switch (method.getName()) {
                    case "reader" -> reader;
                    case "writer" -> writer;
                    default -> null;
                });
    }

    @Test
    void aDriverThatHasNotTakenTheFeatureIsNotServed() {
        driver.stop();
        driver.start(FeatureSet.NONE);
        assertThat(driver.ask(W50 + " 01", 1)).isEqualTo(ERR);
        assertThat(adapter.transfers).isEmpty();
    }

    @Test
    void aLostArbitrationIsTriedAgain() {
        adapter.failure = Errno.EAGAIN;
        adapter.failures = 2;
        assertThat(driver.ask(W50 + " 01", 1)).isEqualTo(OK);
        adapter.failures = 3;
        assertThat(driver.ask(W50 + " 02", 1)).as("two retries").isEqualTo(ERR);
        assertThat(adapter.transfers).containsExactly("!", "!", "0x50w01", "!", "!", "!");
        assertThat(driver.count(I2cCounter.ARBITRATION)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"ENXIO,NAK_ADDRESS", "EREMOTEIO,NAK_DATA", "ETIMEDOUT,TIMEOUT", "EBUSY,BUSY", "ENODEV,GONE", "EOPNOTSUPP,UNSUPPORTED",
        "EINVAL,OTHER"})
    void eachErrorIsCountedAsItself(Errno errno, I2cCounter counter) {
        adapter.failure = errno;
        assertThat(driver.ask(W50 + " 01", 1)).isEqualTo(ERR);
        assertThat(driver.count(counter)).isEqualTo(1);
    }

    @Test
    void anAdapterThatThrowsIsContained() {
        DriverSide throwing = new DriverSide(new FakeAdapter() {
            @Override
            public void transfer(I2cTransfer transfer) {
                throw new IllegalStateException("a slip");
            }
        });
        assertThat(throwing.ask(W50 + " 01", 1)).isEqualTo(ERR);
        assertThat(throwing.ask(W50 + " 01", 1)).isEqualTo(ERR);
    }
}

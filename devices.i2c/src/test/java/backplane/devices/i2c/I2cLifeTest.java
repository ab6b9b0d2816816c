// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.device.Deadline;
import backplane.device.DeviceSettings;
import backplane.device.DeviceState;
import backplane.device.StateRejected;
import backplane.testkit.TestChain;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Stop in the middle of a transfer, release, state. */
@Tag("i2c")
@Timeout(60)
class I2cLifeTest {
    private static final String W50 = "a0 00 00 00 00 00 00 00";

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final FakeAdapter adapter = new FakeAdapter() {
        @Override
        public void transfer(I2cTransfer transfer) throws backplane.kernel.KernelFault {
            begun.countDown();
            try {
                if (!goOn.await(30, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("nobody let it go on");
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            super.transfer(transfer);
        }
    };
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final DriverSide driver = new DriverSide(adapter, thread);

    @AfterEach
    void end() {
        goOn.countDown();
        thread.shutdown();
    }

    @Test
    void theTransferOnTheBusIsFinishedAndTheOthersGoBackUntouched() throws InterruptedException {
        List<TestChain> chains = driver.offer(W50 + " 01 / 1", W50 + " 02 / 1", "a0 00 00 00 01 00 00 00 03 / 1");
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        ExecutorService other = Executors.newSingleThreadExecutor();
        other.execute(goOn::countDown);
        driver.stop();
        other.shutdown();
        assertThat(chains.get(0).answerHex()).isEqualTo("00");
        assertThat(chains.get(1).isHandedBack()).isTrue();
        assertThat(chains.get(2).isHandedBack()).isTrue();
        assertThat(adapter.transfers).containsExactly("0x50w01");
        driver.start(DriverSide.ZERO_LENGTH);
        assertThat(driver.offer(W50 + " 02 / 1")).hasSize(1);
        driver.stop();
        assertThat(adapter.transfers.size()).isBetween(1, 2);
    }

    @Test
    void aTransferThatIsStillThereAtTheDeadlineIsLeftToTheHost() throws InterruptedException {
        List<TestChain> chains = driver.offer(W50 + " 01 / 1", W50 + " 02 / 1");
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        driver.device.stop(Deadline.in(Duration.ofMillis(20)));
        assertThat(chains.get(0).isHeld()).as("the host answers it").isTrue();
        assertThat(chains.get(1).isHandedBack()).isTrue();
        assertThat(driver.count(I2cCounter.TIMEOUT)).isEqualTo(1);
        goOn.countDown();
        driver.start(DriverSide.ZERO_LENGTH);
        TestChain next = driver.send(W50 + " 03", 1);
        driver.stop();
        assertThat(next.isHeld()).isFalse();
        assertThat(chains.get(0).isHeld()).as("never answered by us any more").isTrue();
    }

    @Test
    void aRingThatStopsGetsEachChainAnswered() throws InterruptedException {
        List<TestChain> chains = driver.offer(W50 + " 01 / 1", W50 + " 02 / 1");
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        goOn.countDown();
        driver.device.released(0);
        assertThat(chains.get(0).answerHex()).isEqualTo("00");
        assertThat(chains.get(1).answerHex()).isEqualTo("01");
    }

    @Test
    void otherAddressesHoldForWhatWaitsAndTheTransferOnTheBusGoesOn() throws Exception {
        List<TestChain> chains = driver.offer(W50 + " 01 / 1", W50 + " 02 / 1");
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        driver.device.adjust(new DeviceSettings("i2c0", Map.of("allow", "0x51")));
        assertThat(chains).noneMatch(TestChain::isHandedBack);
        goOn.countDown();
        driver.device.released(0);
        assertThat(chains.get(0).answerHex()).isEqualTo(DriverSide.OK);
        driver.start(DriverSide.ZERO_LENGTH);
        assertThat(driver.ask(W50 + " 03", 1)).isEqualTo(DriverSide.ERR);
        assertThat(driver.count(I2cCounter.DENIED)).isEqualTo(1);
        TestChain allowed = driver.offer("a2 00 00 00 00 00 00 00 04 / 1").get(0);
        driver.stop();
        assertThat(allowed.isHandedBack() || allowed.answerHex().equals(DriverSide.OK)).isTrue();
        assertThat(adapter.transfers).doesNotContain("0x50w03").doesNotContain("0x50w02");
    }

    @Test
    void countersTravelWithTheState() throws StateRejected {
        goOn.countDown();
        driver.offer(W50 + " 01 / 1");
        driver.stop();
        DeviceState state = driver.device.save();
        DriverSide next = new DriverSide(new FakeAdapter());
        long before = driver.count(I2cCounter.OK);
        next.stop();
        next.device.restore(state);
        assertThat(next.count(I2cCounter.OK)).isEqualTo(before);
    }

    @Test
    void aSpoiledStateIsRejected() {
        byte[] good = driver.device.save().bytes();
        for (int cut = 0; cut < good.length; cut++) {
            byte[] shorter = Arrays.copyOf(good, cut);
            assertThatThrownBy(() -> driver.device.restore(new DeviceState("i2c", 1, shorter))).isInstanceOf(StateRejected.class);
        }
        byte[] longer = Arrays.copyOf(good, good.length + 1);
        assertThatThrownBy(() -> driver.device.restore(new DeviceState("i2c", 1, longer))).isInstanceOf(StateRejected.class);
        assertThatThrownBy(() -> driver.device.restore(new DeviceState("gpio", 1, good))).isInstanceOf(StateRejected.class);
        assertThatThrownBy(() -> driver.device.restore(new DeviceState("i2c", 2, good))).isInstanceOf(StateRejected.class);
        byte[] many = good.clone();
        many[2] = (byte) 0xff;
        many[3] = (byte) 0xff;
        assertThatThrownBy(() -> driver.device.restore(new DeviceState("i2c", 1, many))).isInstanceOf(StateRejected.class)
                .hasMessageContaining("chips");
    }
}

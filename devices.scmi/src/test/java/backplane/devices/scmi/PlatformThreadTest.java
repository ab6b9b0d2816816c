// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.testkit.Seeds;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("scmi")
@Timeout(60)
class PlatformThreadTest {
    private static final int ASKERS = 100;

    @Test
    void itGoesWhenNothingIsToBeDoneAndComesForTheNextWork() throws Exception {
        try (PlatformThread platform = new PlatformThread("idle", now -> Long.MAX_VALUE)) {
            Thread first = ask(platform);
            assertThat(ask(platform)).as("it stays for a moment").isSameAs(first);
            first.join(30_000);
            assertThat(first.isAlive()).isFalse();
            Thread second = ask(platform);
            assertThat(second).isNotSameAs(first);
            assertThat(second.getName()).isEqualTo("scmi-idle");
        }
    }

    @Test
    void whatComesByTimeKeepsIt() throws Exception {
        CompletableFuture<Void> looked = new CompletableFuture<>();
        AtomicInteger looks = new AtomicInteger();
        try (PlatformThread platform = new PlatformThread("timed", now -> {
            if (looks.incrementAndGet() == 4) {
                looked.complete(null);
            }
            return now + TimeUnit.MILLISECONDS.toNanos(700);
        })) {
            Thread first = ask(platform);
            looked.get(30, TimeUnit.SECONDS);
            assertThat(ask(platform)).isSameAs(first);
        }
    }

    /** Many platforms are asked just when their threads go. */
    @Test
    void nothingIsLeftLyingWhenItGoes() {
        Seeds.each(1, seed -> {
            Random random = Seeds.random(seed);
            PlatformThread[] platforms = new PlatformThread[ASKERS];
            for (int i = 0; i < ASKERS; i++) {
                platforms[i] = new PlatformThread("racing" + i, now -> Long.MAX_VALUE);
                ask(platforms[i]);
                LockSupport.parkNanos(random.nextInt(200_000));
            }
            for (int round = 0; round < 3; round++) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(985));
                for (PlatformThread platform : platforms) {
                    ask(platform);
                }
            }
            for (PlatformThread platform : platforms) {
                platform.close();
            }
        });
    }

    private static Thread ask(PlatformThread platform) throws Exception {
        CompletableFuture<Thread> answer = new CompletableFuture<>();
        platform.submit((Runnable) () -> answer.complete(Thread.currentThread()));
        return answer.get(30, TimeUnit.SECONDS);
    }
}

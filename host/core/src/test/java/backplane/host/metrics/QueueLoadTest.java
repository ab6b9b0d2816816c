// SPDX-License-Identifier: Apache-2.0
package backplane.host.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.host.counters.QueueFigures;
import backplane.operation.QueueLoad;
import backplane.testkit.Seeds;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueueLoadTest {
    /** Four buckets for each power of two, from 256 ns on. */
    @ParameterizedTest
    @CsvSource({"0, 0, 256", "255, 0, 256", "256, 1, 512", "1023, 3, 1024", "1024, 4, 1280", "1279, 4, 1280", "1280, 5, 1536",
        "2047, 7, 2048", "2048, 8, 2560", "-5, 0, 256"})
    void bucketsAreAFourthOfAPower(long nanos, int bucket, long end) {
        assertThat(QueueLoad.bucket(nanos)).isEqualTo(bucket);
        assertThat(QueueLoad.end(bucket)).isEqualTo(end);
    }

    @Test
    void eachBucketBeginsWhereTheOneBeforeEnds() {
        for (int bucket = 1; bucket < QueueLoad.BUCKETS; bucket++) {
            assertThat(QueueLoad.bucket(QueueLoad.end(bucket - 1))).isEqualTo(bucket);
            assertThat(QueueLoad.bucket(QueueLoad.end(bucket) - 1)).isEqualTo(bucket);
        }
        assertThat(QueueLoad.bucket(Long.MAX_VALUE)).isEqualTo(QueueLoad.BUCKETS - 1);
    }

    @Test
    void quantilesAreThoseOfAllValuesAtMostAFifthTooLong() {
        Seeds.each(5, seed -> {
            Random random = Seeds.random(seed);
            QueueFigures figures = new QueueFigures();
            long[] values = new long[5000];
            for (int i = 0; i < values.length; i++) {
                values[i] = 1024 + (long) Math.exp(random.nextDouble() * 20);
                figures.latency(values[i]);
            }
            Arrays.sort(values);
            for (double which : new double[] {0.5, 0.9, 0.99, 0.999, 1}) {
                long exact = values[(int) Math.ceil(values.length * which) - 1];
                assertThat(figures.now().quantile(which)).as("%s", which).isBetween(exact, exact + exact / 4);
            }
            assertThat(figures.now().longest()).isEqualTo(values[values.length - 1]);
        });
    }

    @Test
    void whatCameSinceIsTheDifference() {
        QueueFigures figures = new QueueFigures();
        figures.batch(3);
        figures.latency(5000);
        QueueLoad first = figures.now();
        figures.batch(5);
        figures.latency(1_000_000);
        QueueLoad since = figures.now().since(first);
        assertThat(since.chains()).isEqualTo(5);
        assertThat(since.batches()).isEqualTo(1);
        assertThat(since.samples()).isEqualTo(1);
        assertThat(since.quantile(0.5)).isEqualTo(1_000_000);
        assertThat(QueueLoad.NONE.quantile(0.99)).as("nothing").isZero();
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.bench;

import backplane.host.ring.RingChain;
import backplane.host.ring.RingFormat;
import java.nio.ByteBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A batch of requests from the driver's side to the driver's side: offered, popped, returned, published once. */
@State(Scope.Thread)
public class RingBenchmark {
    @Param({"1", "64"})
    public int batch;
    @Param({"SPLIT", "PACKED"})
    public RingFormat format;
    @Param({"direct", "indirect"})
    public String table;

    private final ByteBuffer request = ByteBuffer.allocateDirect(BenchDriver.REQUEST_BYTES);
    private final ByteBuffer answer = ByteBuffer.allocateDirect(BenchDriver.ANSWER_BYTES);
    private BenchDriver driver;

    @Setup
    public void start() {
        driver = new BenchDriver(format, table.equals("indirect"));
    }

    /** The ring alone: no byte of a request is read. */
    @Benchmark
    public boolean ring() {
        driver.offer(batch);
        for (int i = 0; i < batch; i++) {
            driver.ring.pop().complete(0);
        }
        return published();
    }

    /** As a device does: the request is read, an answer is written. */
    @Benchmark
    public boolean chains() {
        driver.offer(batch);
        for (int i = 0; i < batch; i++) {
            RingChain chain = driver.ring.pop();
            chain.reader().readFully(request.clear());
            chain.complete(chain.writer().write(answer.clear()));
        }
        return published();
    }

    private boolean published() {
        boolean call = driver.ring.publish();
        if (driver.ring.takeFault() != null || driver.ring.hasMore()) {
            throw new IllegalStateException("the ring is not where it should be");
        }
        return call;
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.host.trace;

import backplane.device.Deadline;
import backplane.device.DeviceHost;
import backplane.device.VirtioDevice;
import backplane.operation.ReplayView;
import backplane.operation.TraceEntry;
import backplane.virtio.FeatureSet;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Asks a device what another one was asked, and compares. The caller's thread plays the device's. A request goes out when it did in the
 * recording, that is before and after the same answers; an answer is waited for where it was recorded.
 */
public final class Replay implements DeviceHost {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration STOP_TIME = Duration.ofSeconds(2);
    private static final int TOLD = 20;

    private final VirtioDevice device;
    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final Map<ChainKey, RecordedChain> open = new HashMap<>();
    private final List<String> differences = new ArrayList<>();
    private long requests;
    private long answers;
    private long different;
    private volatile boolean over;

    /** @param device not started yet; stays the caller's */
    public Replay(VirtioDevice device) {
        this.device = device;
    }

    /**
     * Once.
     *
     * @param bundle for the view
     */
    public ReplayView run(RecordingReader recording, String bundle) throws IOException, RecordingRejected {
        device.start(new FeatureSet(recording.head().features()), this);
        try {
            for (TraceEntry entry = recording.next(); entry != null; entry = recording.next()) {
                if (entry.kind() == TraceEntry.Kind.REQUEST) {
                    offer(entry);
                } else if (open.containsKey(ChainKey.of(entry))) {
                    compare(entry);
                }
            }
        } finally {
            device.stop(Deadline.in(STOP_TIME));
            over = true;
        }
        return new ReplayView(bundle, requests, answers, different, differences);
    }

    /** What is longer than a recording keeps can't be asked again. */
    private void offer(TraceEntry entry) throws RecordingRejected {
        if (entry.queue() >= device.queues().size()) {
            throw new RecordingRejected("the recording has a request of queue " + entry.queue() + ", and the device "
                    + device.queues().size() + " queues");
        }
        if (entry.length() != entry.bytes().length) {
            return;
        }
        RecordedChain chain = new RecordedChain(entry.bytes(), entry.room());
        open.put(ChainKey.of(entry), chain);
        requests++;
        try {
            device.offered(entry.queue(), chain);
            device.drained(entry.queue());
        } catch (RuntimeException thrown) {
            // as the host does: the chain comes back with nothing written
            chain.complete(0);
        }
        work(0);
    }

    private void compare(TraceEntry recorded) {
        RecordedChain chain = open.remove(ChainKey.of(recorded));
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!chain.isAnswered() && System.nanoTime() - end < 0) {
            work(TimeUnit.MILLISECONDS.toNanos(1));
        }
        answers++;
        byte[] now = chain.isAnswered() ? chain.answer(recorded.bytes().length) : null;
        if (now == null || chain.written() != recorded.length() || !Arrays.equals(now, recorded.bytes())) {
            different++;
            if (differences.size() < TOLD) {
                differences.add("request " + recorded.number() + " of queue " + recorded.queue() + " (" + hex(chain.request())
                        + "): recorded " + recorded.length() + " bytes " + hex(recorded.bytes()) + ", now "
                        + (now == null ? "no answer within " + PATIENCE.toSeconds() + " s" : chain.written() + " bytes " + hex(now)));
            }
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.ofDelimiter(" ").formatHex(bytes, 0, Math.min(bytes.length, 32)) + (bytes.length > 32 ? " ..." : "");
    }

    private void work(long nanos) {
        try {
            for (Runnable task = tasks.poll(nanos, TimeUnit.NANOSECONDS); task != null; task = tasks.poll()) {
                task.run();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void post(Runnable task) {
        if (!over) {
            tasks.add(task);
        }
    }

    @Override
    public void configChanged() {
        // there is no front-end to be told
    }

    @Override
    public void needsReset() {
        // there is no driver to be told; what it does not answer now is told as a difference
    }
}

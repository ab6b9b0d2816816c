// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.simulated;

import backplane.devices.sound.AudioFault;
import backplane.devices.sound.AudioOutlet;
import backplane.devices.sound.PcmAbilities;
import backplane.devices.sound.Samples;
import backplane.devices.sound.StreamParameters;
import backplane.devices.sound.wire.PcmFormat;
import backplane.devices.sound.wire.PcmRate;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Several streams, of several guests, into one outlet: 48 kHz, two channels. Each stream has its gain and its limiter, so that a loud
 * guest cannot drown or clip the others. The bus has a thread of its own while a stream is open.
 */
final class MixBus implements Runnable {
    static final int CHANNELS = 2;
    static final PcmAbilities ABILITIES = new PcmAbilities(
            Arrays.stream(PcmFormat.values()).filter(Samples::isLinear).collect(Collectors.toSet()), Set.of(PcmRate.R48000), CHANNELS,
            CHANNELS);
    /** Frames that are mixed at a time: 5 ms. */
    static final int PORTION = 240;
    private static final int PORTIONS = 4;
    private static final List<PcmFormat> WANTED = List.of(PcmFormat.S32, PcmFormat.FLOAT, PcmFormat.S16, PcmFormat.S24);
    private static final Logger LOG = LoggerFactory.getLogger(MixBus.class);
    private static final int AGAIN = 500;

    private final String name;
    private final AudioOutlet outlet;
    private final List<MixInput> inputs = new CopyOnWriteArrayList<>();
    private final double[] sum = new double[PORTION * CHANNELS];
    private StreamParameters parameters;
    private Thread thread;
    private volatile long delay;

    MixBus(String name, AudioOutlet outlet) {
        this.name = name;
        this.outlet = outlet;
    }

    /** What it plays into. */
    String target() {
        return outlet.description();
    }

    /** Frames in the outlet when it was looked at last. Any thread. */
    long delay() {
        return delay;
    }

    /** The first one opens the outlet. */
    synchronized void join(MixInput input) throws AudioFault {
        if (thread == null) {
            parameters = parameters();
            outlet.open(parameters, new byte[0]);
            outlet.start();
            thread = new Thread(this, "sound " + name);
            thread.setDaemon(true);
            thread.setPriority(Thread.MAX_PRIORITY);
            thread.start();
        }
        inputs.add(input);
    }

    synchronized void leave(MixInput input) {
        inputs.remove(input);
    }

    private StreamParameters parameters() throws AudioFault {
        PcmAbilities able = outlet.abilities();
        for (PcmFormat format : WANTED) {
            if (able.allows(format, PcmRate.R48000, CHANNELS)) {
                int period = PORTION * CHANNELS * format.physicalBits() / Byte.SIZE;
                return new StreamParameters(format, PcmRate.R48000, CHANNELS, period, PORTIONS * period);
            }
        }
        throw new AudioFault(AudioFault.Reason.MISMATCH, outlet.description() + " plays none of " + WANTED + " at 48000 Hz on 2 channels,"
                + " as '" + name + "' needs; it can " + able);
    }

    private synchronized boolean retire() {
        if (!inputs.isEmpty()) {
            return false;
        }
        outlet.close();
        thread = null;
        return true;
    }

    @Override
    public void run() {
        ByteBuffer portion = ByteBuffer.allocateDirect(parameters.periodBytes());
        while (!retire()) {
            try {
                mix(portion);
                while (portion.hasRemaining()) {
                    outlet.write(portion);
                }
                delay = outlet.delayFrames();
            } catch (AudioFault fault) {
                LOG.warn("{}: {}; tried again every {} ms", name, fault.getMessage(), AGAIN);
                reopen();
            }
        }
    }

    private void reopen() {
        outlet.close();
        while (!inputs.isEmpty()) {
            try {
                Thread.sleep(AGAIN);
                outlet.open(parameters, new byte[0]);
                outlet.start();
                return;
            } catch (AudioFault still) {
                outlet.close();
            } catch (InterruptedException ended) {
                return;
            }
        }
    }

    private void mix(ByteBuffer portion) {
        Arrays.fill(sum, 0);
        for (int i = 0; i < inputs.size(); i++) {
            MixInput input;
            try {
                input = inputs.get(i);
            } catch (IndexOutOfBoundsException left) {
                break;
            }
            input.addTo(sum);
        }
        portion.clear();
        int bytes = parameters.format().physicalBits() / Byte.SIZE;
        for (int i = 0; i < sum.length; i++) {
            Samples.put(portion, i * bytes, parameters.format(), Math.max(-1, Math.min(1, sum[i])));
        }
    }
}

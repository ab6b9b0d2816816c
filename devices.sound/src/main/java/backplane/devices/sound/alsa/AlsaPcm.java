// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.alsa;

import backplane.devices.sound.AudioFault;
import backplane.devices.sound.AudioPath;
import backplane.devices.sound.PcmAbilities;
import backplane.devices.sound.StreamParameters;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One PCM of ALSA, of either direction: its life, its waiting, and what gets it going again. */
abstract class AlsaPcm implements AudioPath {
    static final long NANOS_A_MILLI = 1_000_000L;
    private static final Logger LOG = LoggerFactory.getLogger(AlsaPcm.class);
    /** Nothing is waited for longer at a time, so that {@link #wake()} is heard. */
    private static final int SLICE_MILLIS = 10;
    private static final int PATIENCE_PERIODS = 3;

    final Asound library;
    final Cells frames = new Cells();
    private final String place;
    private final String name;
    private final int stream;
    private final Cells cells = new Cells();
    private StreamParameters parameters;
    private Negotiation.Agreed agreed;
    private long pcm;
    private boolean paused;
    private boolean suspended;
    private volatile boolean woken;
    private volatile long xruns;
    private volatile PcmAbilities seen = AlsaProbe.everything();

    AlsaPcm(Asound library, String place, String name, int stream) {
        this.library = library;
        this.place = place;
        this.name = name;
        this.stream = stream;
    }

    @Override
    public final String description() {
        return place;
    }

    @Override
    public final PcmAbilities abilities() {
        try {
            seen = new AlsaProbe(library, place).look(name, stream);
        } catch (AudioFault fault) {
            LOG.info("{}; going by {}", fault.getMessage(), seen);
        }
        return seen;
    }

    @Override
    public final PcmAbilities likelyAbilities() {
        return seen;
    }

    @Override
    public final void open(StreamParameters wanted, byte[] memo) throws AudioFault {
        close();
        check("snd_pcm_open", library.snd_pcm_open(cells.at(0), name, stream, Asound.NONBLOCK));
        pcm = cells.pointer(0);
        try {
            Negotiation negotiation = new Negotiation(library, place, pcm);
            agreed = negotiation.agree(wanted);
            negotiation.startAt(startThreshold(agreed));
            frames.reserve(wanted.periodBytes());
            parameters = wanted;
            LOG.info("{}: {}; the card has periods of {} of {} frames", place, wanted, agreed.periodFrames(), agreed.bufferFrames());
        } catch (AudioFault fault) {
            close();
            throw fault;
        }
    }

    /** Frames that start the clock, 1 or more. */
    abstract long startThreshold(Negotiation.Agreed card);

    @Override
    public void start() throws AudioFault {
        if (paused) {
            paused = false;
            check("snd_pcm_pause", library.snd_pcm_pause(pcm, 0));
        } else {
            if (library.snd_pcm_state(pcm) != Asound.PREPARED) {
                library.snd_pcm_drop(pcm);
                check("snd_pcm_prepare", library.snd_pcm_prepare(pcm));
            }
            begin();
        }
    }

    /** A prepared PCM is to run. */
    abstract void begin() throws AudioFault;

    @Override
    public void stop() throws AudioFault {
        suspended = false;
        if (agreed.canPause() && library.snd_pcm_state(pcm) == Asound.RUNNING && library.snd_pcm_pause(pcm, 1) == 0) {
            paused = true;
        } else {
            library.snd_pcm_drop(pcm);
        }
    }

    @Override
    public void close() {
        if (pcm != 0) {
            long handle = pcm;
            pcm = 0;
            paused = false;
            suspended = false;
            library.snd_pcm_drop(handle);
            library.snd_pcm_close(handle);
        }
    }

    @Override
    public final void wake() {
        woken = true;
    }

    @Override
    public final long xruns() {
        return xruns;
    }

    @Override
    public final long delayFrames() {
        return pcm != 0 && library.snd_pcm_delay(pcm, cells.at(0)) >= 0 ? Math.max(0, cells.pointer(0)) : 0;
    }

    /** Moves so many frames, 1 or more, between {@link #frames} and the card. Returns frames moved. */
    final int transfer(int count) throws AudioFault {
        if (pcm == 0) {
            throw new AudioFault(AudioFault.Reason.LOST, place + " is closed");
        }
        long until = System.nanoTime() + PATIENCE_PERIODS * Math.max(NANOS_A_MILLI, parameters.nanos(parameters.periodFrames()));
        int done = 0;
        boolean wasReady = false;
        while (done < count && !woken && System.nanoTime() - until < 0) {
            long moved = move(pcm, frames.at(done * parameters.frameBytes()), count - done);
            if (moved > count - done) {
                throw new AudioFault(AudioFault.Reason.FAILED, place + ": moved " + moved + " frames of " + (count - done));
            } else if (moved > 0) {
                done += (int) moved;
                wasReady = false;
            } else if (moved < 0 && !AlsaError.EAGAIN.is(moved)) {
                recover(moved);
            } else {
                if (wasReady) {
                    // some plug-ins say that they are ready when they are not
                    LockSupport.parkNanos(this, NANOS_A_MILLI);
                }
                wasReady = await();
            }
        }
        woken = false;
        return done;
    }

    /** The library's transfer: frames moved, or its error. */
    abstract long move(long handle, long address, long count);

    private boolean await() throws AudioFault {
        int answer = library.snd_pcm_wait(pcm, SLICE_MILLIS);
        if (answer < 0) {
            recover(answer);
        }
        return answer > 0;
    }

    /**
     * Gets the card going again. Not by snd_pcm_recover alone: that one waits a second at a time for a card that is suspended
     * (alsa-lib, src/pcm/pcm.c).
     */
    private void recover(long answer) throws AudioFault {
        int state = AlsaError.EBADFD.is(answer) ? library.snd_pcm_state(pcm) : -1;
        if (AlsaError.ESTRPIPE.is(answer) || state == Asound.SUSPENDED) {
            resume();
        } else if (AlsaError.EPIPE.is(answer) || state == Asound.XRUN) {
            xruns = xruns + 1;
            check("snd_pcm_recover", library.snd_pcm_recover(pcm, AlsaError.EPIPE.negated(), 1));
            begin();
        } else if (state == Asound.SETUP) {
            check("snd_pcm_prepare", library.snd_pcm_prepare(pcm));
            begin();
        } else if (state == Asound.DRAINING) {
            LockSupport.parkNanos(this, NANOS_A_MILLI);
        } else if (!AlsaError.EINTR.is(answer)) {
            throw AlsaError.fault(place, stream == Asound.PLAYBACK ? "playing" : "recording", answer);
        }
    }

    private void resume() throws AudioFault {
        if (!suspended) {
            suspended = true;
            xruns = xruns + 1;
        }
        int answer = library.snd_pcm_resume(pcm);
        if (AlsaError.EAGAIN.is(answer)) {
            LockSupport.parkNanos(this, SLICE_MILLIS * NANOS_A_MILLI);
        } else {
            suspended = false;
            if (answer < 0) {
                // a card that can't go on where it was begins anew
                check("snd_pcm_prepare", library.snd_pcm_prepare(pcm));
                begin();
            }
        }
    }

    final long handle() {
        return pcm;
    }

    final StreamParameters parameters() {
        return parameters;
    }

    final long cardFrames() {
        return agreed.bufferFrames();
    }

    final void check(String what, int answer) throws AudioFault {
        AlsaError.check(place, what, answer);
    }
}

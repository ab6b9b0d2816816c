// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.alsa;

/**
 * What is used of ALSA's library, under its own names: the seam to the native side, and where tests put their own. A handle and an
 * address are numbers; {@code frames} that are asked for are a C long, 64 bits here. A function gives 0 or more, or an error of
 * {@link AlsaError} negated, if nothing else is said. Source: alsa-lib, include/pcm.h.
 *
 * <p>A handle is for one thread at a time.
 */
interface Asound {
    /** snd_pcm_stream_t. */
    int PLAYBACK = 0;
    int CAPTURE = 1;
    /** SND_PCM_NONBLOCK. */
    int NONBLOCK = 1;
    /** SND_PCM_ACCESS_RW_INTERLEAVED. */
    int INTERLEAVED = 3;
    /** snd_pcm_state_t. */
    int SETUP = 1;
    int PREPARED = 2;
    int RUNNING = 3;
    int XRUN = 4;
    int DRAINING = 5;
    int PAUSED = 6;
    int SUSPENDED = 7;

    /** @param pcm where the handle is written, 8 bytes */
    int snd_pcm_open(long pcm, String name, int stream, int mode);

    int snd_pcm_close(long pcm);

    int snd_pcm_hw_params_malloc(long params);

    void snd_pcm_hw_params_free(long params);

    int snd_pcm_hw_params_any(long pcm, long params);

    int snd_pcm_hw_params_set_access(long pcm, long params, int access);

    int snd_pcm_hw_params_test_format(long pcm, long params, int format);

    int snd_pcm_hw_params_set_format(long pcm, long params, int format);

    int snd_pcm_hw_params_test_rate(long pcm, long params, int rate, int direction);

    int snd_pcm_hw_params_set_rate(long pcm, long params, int rate, int direction);

    int snd_pcm_hw_params_get_channels_min(long params, long channels);

    int snd_pcm_hw_params_get_channels_max(long params, long channels);

    int snd_pcm_hw_params_set_channels(long pcm, long params, int channels);

    int snd_pcm_hw_params_set_period_size_near(long pcm, long params, long frames, long direction);

    int snd_pcm_hw_params_set_buffer_size_near(long pcm, long params, long frames);

    int snd_pcm_hw_params_can_pause(long params);

    int snd_pcm_hw_params(long pcm, long params);

    int snd_pcm_sw_params_malloc(long params);

    void snd_pcm_sw_params_free(long params);

    int snd_pcm_sw_params_current(long pcm, long params);

    int snd_pcm_sw_params_set_start_threshold(long pcm, long params, long frames);

    int snd_pcm_sw_params(long pcm, long params);

    int snd_pcm_prepare(long pcm);

    int snd_pcm_start(long pcm);

    int snd_pcm_drop(long pcm);

    int snd_pcm_drain(long pcm);

    int snd_pcm_pause(long pcm, int enable);

    int snd_pcm_resume(long pcm);

    int snd_pcm_recover(long pcm, int error, int silent);

    /** One of the states above, never an error. */
    int snd_pcm_state(long pcm);

    /** 1 if there is room or are frames, 0 if the time is up. @param millis to wait at most */
    int snd_pcm_wait(long pcm, int millis);

    /** Frames written. @param buffer an address */
    long snd_pcm_writei(long pcm, long buffer, long frames);

    /** Frames read. @param buffer an address */
    long snd_pcm_readi(long pcm, long buffer, long frames);

    long snd_pcm_avail_update(long pcm);

    /** @param frames where they are written, 8 bytes */
    int snd_pcm_delay(long pcm, long frames);
}

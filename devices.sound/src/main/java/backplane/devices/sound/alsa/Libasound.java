// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.alsa;

import com.sun.jna.Native;

/** The library itself, by JNA's direct mapping: numbers only once a stream is open, so that a call allocates nothing. */
final class Libasound implements Asound {
    static final String LIBRARY = "libasound.so.2";

    /** @throws UnsatisfiedLinkError if this machine has no such library, or is not one of 64 bits */
    Libasound() {
        if (Native.LONG_SIZE != Long.BYTES) {
            throw new UnsatisfiedLinkError(LIBRARY + " is used on machines of 64 bits only");
        }
        Native.register(Libasound.class, LIBRARY);
    }

    @Override
    public native int snd_pcm_open(long pcm, String name, int stream, int mode);

    @Override
    public native int snd_pcm_close(long pcm);

    @Override
    public native int snd_pcm_hw_params_malloc(long params);

    @Override
    public native void snd_pcm_hw_params_free(long params);

    @Override
    public native int snd_pcm_hw_params_any(long pcm, long params);

    @Override
    public native int snd_pcm_hw_params_set_access(long pcm, long params, int access);

    @Override
    public native int snd_pcm_hw_params_test_format(long pcm, long params, int format);

    @Override
    public native int snd_pcm_hw_params_set_format(long pcm, long params, int format);

    @Override
    public native int snd_pcm_hw_params_test_rate(long pcm, long params, int rate, int direction);

    @Override
    public native int snd_pcm_hw_params_set_rate(long pcm, long params, int rate, int direction);

    @Override
    public native int snd_pcm_hw_params_get_channels_min(long params, long channels);

    @Override
    public native int snd_pcm_hw_params_get_channels_max(long params, long channels);

    @Override
    public native int snd_pcm_hw_params_set_channels(long pcm, long params, int channels);

    @Override
    public native int snd_pcm_hw_params_set_period_size_near(long pcm, long params, long frames, long direction);

    @Override
    public native int snd_pcm_hw_params_set_buffer_size_near(long pcm, long params, long frames);

    @Override
    public native int snd_pcm_hw_params_can_pause(long params);

    @Override
    public native int snd_pcm_hw_params(long pcm, long params);

    @Override
    public native int snd_pcm_sw_params_malloc(long params);

    @Override
    public native void snd_pcm_sw_params_free(long params);

    @Override
    public native int snd_pcm_sw_params_current(long pcm, long params);

    @Override
    public native int snd_pcm_sw_params_set_start_threshold(long pcm, long params, long frames);

    @Override
    public native int snd_pcm_sw_params(long pcm, long params);

    @Override
    public native int snd_pcm_prepare(long pcm);

    @Override
    public native int snd_pcm_start(long pcm);

    @Override
    public native int snd_pcm_drop(long pcm);

    @Override
    public native int snd_pcm_drain(long pcm);

    @Override
    public native int snd_pcm_pause(long pcm, int enable);

    @Override
    public native int snd_pcm_resume(long pcm);

    @Override
    public native int snd_pcm_recover(long pcm, int error, int silent);

    @Override
    public native int snd_pcm_state(long pcm);

    @Override
    public native int snd_pcm_wait(long pcm, int millis);

    @Override
    public native long snd_pcm_writei(long pcm, long buffer, long frames);

    @Override
    public native long snd_pcm_readi(long pcm, long buffer, long frames);

    @Override
    public native long snd_pcm_avail_update(long pcm);

    @Override
    public native int snd_pcm_delay(long pcm, long frames);
}

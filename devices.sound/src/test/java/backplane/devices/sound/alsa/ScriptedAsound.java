// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.alsa;

import com.sun.jna.Pointer;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/** A library that answers what the test says, a function at a time, and else as a card of four-byte frames that takes all. */
final class ScriptedAsound {
    /** Each call by its name, in order. */
    final List<String> calls = new ArrayList<>();
    /** What was written, as the card got it. */
    final ByteArrayOutputStream played = new ByteArrayOutputStream();
    /** Of the card, in frames. */
    long buffer = 1024;
    int state = Asound.PREPARED;
    private static final int FRAME = 4;
    private static final long HANDLE = 0x7777;
    private final Map<String, Queue<Long>> script = new HashMap<>();
    private final Map<String, Long> always = new HashMap<>();

    /** The next calls of this function answer this, one after another. */
    ScriptedAsound next(String function, long... answers) {
        for (long answer : answers) {
            script.computeIfAbsent(function, key -> new ArrayDeque<>()).add(answer);
        }
        return this;
    }

    /** Each call of this function answers this from here on. */
    ScriptedAsound always(String function, long answer) {
        always.put(function, answer);
        return this;
    }

    long count(String function) {
        return calls.stream().filter(function::equals).count();
    }

    Asound library() {
        return (Asound) Proxy.newProxyInstance(Asound.class.getClassLoader(), new Class<?>[] {Asound.class}, (proxy, method, arguments) -> {
            calls.add(method.getName());
            Queue<Long> scripted = script.get(method.getName());
            Long answer = scripted == null ? null : scripted.poll();
            if (answer == null) {
                answer = always.get(method.getName());
            }
            long result = answer == null || answer > 0 ? act(method.getName(), arguments, answer) : answer;
            if (method.getReturnType() == long.class) {
                return result;
            }
            return method.getReturnType() == int.class ? (int) result : null;
        });
    }

    private long act(String function, Object[] arguments, Long most) {
        switch (function) {
            case "snd_pcm_open", "snd_pcm_hw_params_malloc", "snd_pcm_sw_params_malloc" -> at(arguments[0]).setLong(0, HANDLE);
            case "snd_pcm_hw_params_get_channels_min", "snd_pcm_hw_params_get_channels_max" ->
                    at(arguments[1]).setInt(0, function.endsWith("min") ? 1 : 2);
            case "snd_pcm_hw_params_set_buffer_size_near" -> at(arguments[2]).setLong(0, buffer);
            case "snd_pcm_delay" -> at(arguments[1]).setLong(0, 5);
            case "snd_pcm_state" -> {
                return state;
            }
            case "snd_pcm_avail_update" -> {
                return most == null ? buffer : most;
            }
            case "snd_pcm_writei", "snd_pcm_readi" -> {
                long count = most == null ? (Long) arguments[2] : most;
                return function.endsWith("writei") ? play(arguments[1], count, (Long) arguments[2]) : count;
            }
            default -> {
                return most == null ? 0 : most;
            }
        }
        return 0;
    }

    private long play(Object address, long count, long offered) {
        byte[] frames = at(address).getByteArray(0, (int) Math.min(count, offered) * FRAME);
        played.write(frames, 0, frames.length);
        return count;
    }

    private static Pointer at(Object address) {
        return new Pointer((Long) address);
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.alsa;

import com.sun.jna.Pointer;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** ALSA's library in front of a card whose knobs a test chooses, turns and pulls out. Any thread. */
final class ScriptedMixer {
    private static final int ENODEV = -19;
    private static final int ENOENT = -2;
    private static final int EAGAIN = -11;

    /** A knob as the library describes it; what a test spoils, it sets. */
    static final class Knob {
        String name;
        int index;
        int type = AsoundCtl.INTEGER;
        int iface = AsoundCtl.MIXER;
        int count = 1;
        int writable = 1;
        long min;
        long max;
        List<String> items = List.of();
        int[] tlv = {};
        long[] values = new long[1];

        Knob(String name) {
            this.name = name;
        }
    }

    final List<Knob> knobs = new ArrayList<>();
    final List<String> open = new ArrayList<>();
    /** Counted down when somebody waits for changes. */
    final CountDownLatch listening = new CountDownLatch(1);
    private final Semaphore events = new Semaphore(0);
    private boolean pulledOut;
    private Knob looked;
    private int item;
    private Knob named = new Knob("");

    synchronized void pullOut() {
        pulledOut = true;
    }

    synchronized void putBack() {
        pulledOut = false;
    }

    /** As another program does. */
    synchronized void turn(Knob knob, long value) {
        knob.values[0] = value;
        events.release();
    }

    AsoundCtl library() {
        return (AsoundCtl) Proxy.newProxyInstance(AsoundCtl.class.getClassLoader(), new Class<?>[] {AsoundCtl.class},
                (proxy, method, arguments) -> {
                    String name = method.getName();
                    if (name.equals("snd_ctl_wait")) {
                        listening.countDown();
                        return events.tryAcquire((int) arguments[1], TimeUnit.MILLISECONDS) ? 1 : 0;
                    }
                    Object answer = answer(name, arguments);
                    if (method.getReturnType() == long.class) {
                        return ((Number) answer).longValue();
                    }
                    return method.getReturnType() == byte.class ? (Object) ((Number) answer).byteValue() : answer;
                });
    }

    private synchronized Object answer(String name, Object... arguments) {
        if (name.endsWith("_malloc")) {
            new Pointer((long) arguments[0]).setLong(0, 1);
            return take(name);
        }
        if (name.endsWith("_free")) {
            open.remove(name.replace("_free", "_malloc"));
            return null;
        }
        if (name.startsWith("snd_ctl_elem_info")) {
            return info(name, arguments);
        }
        if (name.startsWith("snd_ctl_elem_value")) {
            return value(name, arguments);
        }
        return switch (name) {
            case "snd_ctl_open" -> {
                new Pointer((long) arguments[0]).setLong(0, 1);
                yield pulledOut ? ENODEV : take(name);
            }
            case "snd_ctl_close" -> {
                open.remove("snd_ctl_open");
                yield 0;
            }
            case "snd_ctl_elem_list_get_count", "snd_ctl_elem_list_get_used" -> knobs.size();
            case "snd_ctl_elem_list_get_numid" -> (int) arguments[1] + 1;
            case "snd_ctl_elem_tlv_read" -> {
                new Pointer((long) arguments[2]).write(0, looked.tlv, 0, looked.tlv.length);
                yield 0;
            }
            case "snd_ctl_elem_read" -> pulledOut ? ENODEV : knob() == null ? ENOENT : load();
            case "snd_ctl_elem_write" -> pulledOut ? ENODEV : knob() == null ? ENOENT : store();
            case "snd_ctl_read" -> EAGAIN;
            case "snd_ctl_elem_list_free_space" -> null;
            default -> 0;
        };
    }

    private int take(String name) {
        open.add(name);
        return 0;
    }

    private Object info(String name, Object... arguments) {
        return switch (name.substring("snd_ctl_elem_info".length())) {
            case "_set_numid" -> {
                looked = knobs.get((int) arguments[1] - 1);
                yield null;
            }
            case "_set_item" -> {
                item = (int) arguments[1];
                yield null;
            }
            case "_get_id" -> null;
            case "_get_interface" -> looked.iface;
            case "_get_name" -> looked.name;
            case "_get_index" -> looked.index;
            case "_get_type" -> looked.type;
            case "_get_count" -> looked.count;
            case "_is_readable" -> 1;
            case "_is_writable" -> looked.writable;
            case "_is_tlv_readable" -> looked.tlv.length > 0 ? 1 : 0;
            case "_get_min" -> looked.min;
            case "_get_max" -> looked.max;
            case "_get_items" -> looked.items.size();
            case "_get_item_name" -> looked.items.get(item);
            default -> 0;
        };
    }

    private Object value(String name, Object... arguments) {
        String what = name.substring("snd_ctl_elem_value".length());
        if (what.startsWith("_get_")) {
            long number = named.values[(int) arguments[1]];
            return name.endsWith("64") || name.endsWith("integer") ? (Object) number : (int) number;
        }
        switch (what) {
            case "_set_interface" -> named = new Knob("");
            case "_set_name" -> named.name = (String) arguments[1];
            case "_set_index" -> named.index = (int) arguments[1];
            default -> {
                named.values = Arrays.copyOf(named.values, Math.max(named.values.length, (int) arguments[1] + 1));
                named.values[(int) arguments[1]] = ((Number) arguments[2]).longValue();
            }
        }
        return null;
    }

    private Knob knob() {
        return knobs.stream().filter(one -> one.name.equals(named.name) && one.index == named.index).findFirst().orElse(null);
    }

    private int load() {
        named.values = knob().values.clone();
        return 0;
    }

    private int store() {
        boolean changed = !Arrays.equals(knob().values, named.values);
        knob().values = named.values.clone();
        return changed ? 1 : 0;
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.alsa;

import com.sun.jna.Native;

/** The library itself, by JNA's direct mapping. */
final class LibasoundCtl implements AsoundCtl {
    /** @throws UnsatisfiedLinkError if this machine has no such library */
    LibasoundCtl() {
        Native.register(LibasoundCtl.class, Libasound.LIBRARY);
    }

    @Override
    public native int snd_ctl_open(long ctl, String name, int mode);

    @Override
    public native int snd_ctl_close(long ctl);

    @Override
    public native int snd_ctl_elem_list_malloc(long list);

    @Override
    public native void snd_ctl_elem_list_free(long list);

    @Override
    public native int snd_ctl_elem_list_alloc_space(long list, int entries);

    @Override
    public native void snd_ctl_elem_list_free_space(long list);

    @Override
    public native int snd_ctl_elem_list(long ctl, long list);

    @Override
    public native int snd_ctl_elem_list_get_count(long list);

    @Override
    public native int snd_ctl_elem_list_get_used(long list);

    @Override
    public native int snd_ctl_elem_list_get_numid(long list, int at);

    @Override
    public native int snd_ctl_elem_info_malloc(long info);

    @Override
    public native void snd_ctl_elem_info_free(long info);

    @Override
    public native void snd_ctl_elem_info_set_numid(long info, int numid);

    @Override
    public native int snd_ctl_elem_info(long ctl, long info);

    @Override
    public native int snd_ctl_elem_info_get_interface(long info);

    @Override
    public native String snd_ctl_elem_info_get_name(long info);

    @Override
    public native int snd_ctl_elem_info_get_index(long info);

    @Override
    public native int snd_ctl_elem_info_get_type(long info);

    @Override
    public native int snd_ctl_elem_info_get_count(long info);

    @Override
    public native int snd_ctl_elem_info_is_readable(long info);

    @Override
    public native int snd_ctl_elem_info_is_writable(long info);

    @Override
    public native int snd_ctl_elem_info_is_volatile(long info);

    @Override
    public native int snd_ctl_elem_info_is_tlv_readable(long info);

    @Override
    public native long snd_ctl_elem_info_get_min(long info);

    @Override
    public native long snd_ctl_elem_info_get_max(long info);

    @Override
    public native long snd_ctl_elem_info_get_step(long info);

    @Override
    public native long snd_ctl_elem_info_get_min64(long info);

    @Override
    public native long snd_ctl_elem_info_get_max64(long info);

    @Override
    public native long snd_ctl_elem_info_get_step64(long info);

    @Override
    public native int snd_ctl_elem_info_get_items(long info);

    @Override
    public native void snd_ctl_elem_info_set_item(long info, int item);

    @Override
    public native String snd_ctl_elem_info_get_item_name(long info);

    @Override
    public native void snd_ctl_elem_info_get_id(long info, long id);

    @Override
    public native int snd_ctl_elem_id_malloc(long id);

    @Override
    public native void snd_ctl_elem_id_free(long id);

    @Override
    public native int snd_ctl_elem_tlv_read(long ctl, long id, long words, int bytes);

    @Override
    public native int snd_ctl_elem_value_malloc(long value);

    @Override
    public native void snd_ctl_elem_value_free(long value);

    @Override
    public native void snd_ctl_elem_value_set_interface(long value, int iface);

    @Override
    public native void snd_ctl_elem_value_set_name(long value, String name);

    @Override
    public native void snd_ctl_elem_value_set_index(long value, int index);

    @Override
    public native int snd_ctl_elem_read(long ctl, long value);

    @Override
    public native int snd_ctl_elem_write(long ctl, long value);

    @Override
    public native int snd_ctl_elem_value_get_boolean(long value, int at);

    @Override
    public native long snd_ctl_elem_value_get_integer(long value, int at);

    @Override
    public native long snd_ctl_elem_value_get_integer64(long value, int at);

    @Override
    public native int snd_ctl_elem_value_get_enumerated(long value, int at);

    @Override
    public native byte snd_ctl_elem_value_get_byte(long value, int at);

    @Override
    public native void snd_ctl_elem_value_set_boolean(long value, int at, long number);

    @Override
    public native void snd_ctl_elem_value_set_integer(long value, int at, long number);

    @Override
    public native void snd_ctl_elem_value_set_integer64(long value, int at, long number);

    @Override
    public native void snd_ctl_elem_value_set_enumerated(long value, int at, int number);

    @Override
    public native void snd_ctl_elem_value_set_byte(long value, int at, byte number);

    @Override
    public native int snd_ctl_subscribe_events(long ctl, int subscribe);

    @Override
    public native int snd_ctl_wait(long ctl, int millis);

    @Override
    public native int snd_ctl_event_malloc(long event);

    @Override
    public native void snd_ctl_event_free(long event);

    @Override
    public native int snd_ctl_read(long ctl, long event);
}

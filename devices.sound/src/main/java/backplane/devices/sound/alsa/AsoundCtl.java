// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.alsa;

/**
 * What is used of ALSA's library for a card's knobs; see {@link Asound} for the rules. A {@code list}, {@code info}, {@code value},
 * {@code id} or {@code event} is what its {@code malloc} wrote. Source: alsa-lib, include/control.h.
 */
interface AsoundCtl {
    /** SND_CTL_ELEM_IFACE_MIXER. */
    int MIXER = 2;
    /** snd_ctl_elem_type_t. */
    int BOOLEAN = 1;
    int INTEGER = 2;
    int ENUMERATED = 3;
    int BYTES = 4;
    int INTEGER64 = 6;

    int snd_ctl_open(long ctl, String name, int mode);

    int snd_ctl_close(long ctl);

    int snd_ctl_elem_list_malloc(long list);

    void snd_ctl_elem_list_free(long list);

    int snd_ctl_elem_list_alloc_space(long list, int entries);

    void snd_ctl_elem_list_free_space(long list);

    int snd_ctl_elem_list(long ctl, long list);

    int snd_ctl_elem_list_get_count(long list);

    int snd_ctl_elem_list_get_used(long list);

    int snd_ctl_elem_list_get_numid(long list, int at);

    int snd_ctl_elem_info_malloc(long info);

    void snd_ctl_elem_info_free(long info);

    void snd_ctl_elem_info_set_numid(long info, int numid);

    int snd_ctl_elem_info(long ctl, long info);

    int snd_ctl_elem_info_get_interface(long info);

    String snd_ctl_elem_info_get_name(long info);

    int snd_ctl_elem_info_get_index(long info);

    int snd_ctl_elem_info_get_type(long info);

    int snd_ctl_elem_info_get_count(long info);

    int snd_ctl_elem_info_is_readable(long info);

    int snd_ctl_elem_info_is_writable(long info);

    int snd_ctl_elem_info_is_volatile(long info);

    int snd_ctl_elem_info_is_tlv_readable(long info);

    long snd_ctl_elem_info_get_min(long info);

    long snd_ctl_elem_info_get_max(long info);

    long snd_ctl_elem_info_get_step(long info);

    long snd_ctl_elem_info_get_min64(long info);

    long snd_ctl_elem_info_get_max64(long info);

    long snd_ctl_elem_info_get_step64(long info);

    int snd_ctl_elem_info_get_items(long info);

    void snd_ctl_elem_info_set_item(long info, int item);

    String snd_ctl_elem_info_get_item_name(long info);

    void snd_ctl_elem_info_get_id(long info, long id);

    int snd_ctl_elem_id_malloc(long id);

    void snd_ctl_elem_id_free(long id);

    int snd_ctl_elem_tlv_read(long ctl, long id, long words, int bytes);

    int snd_ctl_elem_value_malloc(long value);

    void snd_ctl_elem_value_free(long value);

    void snd_ctl_elem_value_set_interface(long value, int iface);

    void snd_ctl_elem_value_set_name(long value, String name);

    void snd_ctl_elem_value_set_index(long value, int index);

    int snd_ctl_elem_read(long ctl, long value);

    /** 1 if something is different now. */
    int snd_ctl_elem_write(long ctl, long value);

    int snd_ctl_elem_value_get_boolean(long value, int at);

    long snd_ctl_elem_value_get_integer(long value, int at);

    long snd_ctl_elem_value_get_integer64(long value, int at);

    int snd_ctl_elem_value_get_enumerated(long value, int at);

    byte snd_ctl_elem_value_get_byte(long value, int at);

    void snd_ctl_elem_value_set_boolean(long value, int at, long number);

    void snd_ctl_elem_value_set_integer(long value, int at, long number);

    void snd_ctl_elem_value_set_integer64(long value, int at, long number);

    void snd_ctl_elem_value_set_enumerated(long value, int at, int number);

    void snd_ctl_elem_value_set_byte(long value, int at, byte number);

    int snd_ctl_subscribe_events(long ctl, int subscribe);

    int snd_ctl_wait(long ctl, int millis);

    int snd_ctl_event_malloc(long event);

    void snd_ctl_event_free(long event);

    int snd_ctl_read(long ctl, long event);
}

// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.alsa;

import backplane.devices.sound.AudioFault;
import backplane.devices.sound.MixerElement;
import backplane.devices.sound.wire.ControlType;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what knobs a card has. What the specification has no room for, or we no form (IEC958), is left out. One thread.
 */
final class AlsaKnobs {
    private static final int MOST = 512;
    private static final int MOST_ITEMS = 256;
    private static final int MOST_ITEM_NAME = 63;
    private static final int TLV_BYTES = 4096;
    private static final int TLV_HEAD = 2 * Integer.BYTES;
    private static final int[] NO_TLV = {};

    private final AsoundCtl library;
    private final String card;
    private final long ctl;
    private final Cells cells = new Cells();

    /** @param ctl open */
    AlsaKnobs(AsoundCtl library, String card, long ctl) {
        this.library = library;
        this.card = card;
        this.ctl = ctl;
    }

    List<AlsaElement.Traits> all() throws AudioFault {
        check("snd_ctl_elem_info_malloc", library.snd_ctl_elem_info_malloc(cells.at(0)));
        long info = cells.pointer(0);
        try {
            List<AlsaElement.Traits> found = new ArrayList<>();
            for (int numid : numbers()) {
                library.snd_ctl_elem_info_set_numid(info, numid);
                if (library.snd_ctl_elem_info(ctl, info) >= 0
                        && library.snd_ctl_elem_info_get_interface(info) == AsoundCtl.MIXER) {
                    AlsaElement.Traits traits = traits(info, numid);
                    if (traits != null) {
                        found.add(traits);
                    }
                }
            }
            return found;
        } finally {
            library.snd_ctl_elem_info_free(info);
        }
    }

    private List<Integer> numbers() throws AudioFault {
        check("snd_ctl_elem_list_malloc", library.snd_ctl_elem_list_malloc(cells.at(0)));
        long list = cells.pointer(0);
        try {
            check("snd_ctl_elem_list", library.snd_ctl_elem_list(ctl, list));
            int count = Math.max(0, Math.min(MOST, library.snd_ctl_elem_list_get_count(list)));
            check("snd_ctl_elem_list_alloc_space", library.snd_ctl_elem_list_alloc_space(list, count));
            check("snd_ctl_elem_list", library.snd_ctl_elem_list(ctl, list));
            List<Integer> numbers = new ArrayList<>();
            for (int at = 0; at < Math.min(count, library.snd_ctl_elem_list_get_used(list)); at++) {
                numbers.add(library.snd_ctl_elem_list_get_numid(list, at));
            }
            return numbers;
        } finally {
            library.snd_ctl_elem_list_free_space(list);
            library.snd_ctl_elem_list_free(list);
        }
    }

    /** Null if the driver can't be told of it. */
    private AlsaElement.Traits traits(long info, int numid) {
        ControlType type = type(library.snd_ctl_elem_info_get_type(info));
        int count = library.snd_ctl_elem_info_get_count(info);
        String name = ascii(library.snd_ctl_elem_info_get_name(info));
        if (type == null || count < 1 || count > Math.min(MixerElement.MOST_VALUES, type.mostValues()) || name.isEmpty()) {
            return null;
        }
        long min = 0;
        long max = 0;
        long step = 0;
        if (type == ControlType.INTEGER) {
            min = library.snd_ctl_elem_info_get_min(info);
            max = library.snd_ctl_elem_info_get_max(info);
            step = library.snd_ctl_elem_info_get_step(info);
        } else if (type == ControlType.INTEGER64) {
            min = library.snd_ctl_elem_info_get_min64(info);
            max = library.snd_ctl_elem_info_get_max64(info);
            step = library.snd_ctl_elem_info_get_step64(info);
        }
        List<String> items = type == ControlType.ENUMERATED ? items(info, numid) : List.of();
        if (max < min || type == ControlType.ENUMERATED && items.isEmpty()) {
            return null;
        }
        return new AlsaElement.Traits(name, library.snd_ctl_elem_info_get_index(info), type, count,
                library.snd_ctl_elem_info_is_readable(info) == 1, library.snd_ctl_elem_info_is_writable(info) == 1,
                library.snd_ctl_elem_info_is_volatile(info) == 1, min, max, step, items, tlv(info));
    }

    private List<String> items(long info, int numid) {
        int count = library.snd_ctl_elem_info_get_items(info);
        List<String> items = new ArrayList<>();
        for (int item = 0; item < count; item++) {
            library.snd_ctl_elem_info_set_numid(info, numid);
            library.snd_ctl_elem_info_set_item(info, item);
            if (count > MOST_ITEMS || library.snd_ctl_elem_info(ctl, info) < 0) {
                return List.of();
            }
            String name = ascii(library.snd_ctl_elem_info_get_item_name(info));
            items.add(name.substring(0, Math.min(MOST_ITEM_NAME, name.length())));
        }
        return items;
    }

    private int[] tlv(long info) {
        if (library.snd_ctl_elem_info_is_tlv_readable(info) != 1 || library.snd_ctl_elem_id_malloc(cells.at(0)) < 0) {
            return NO_TLV;
        }
        long id = cells.pointer(0);
        try {
            library.snd_ctl_elem_info_get_id(info, id);
            Cells words = new Cells();
            words.reserve(TLV_BYTES);
            if (library.snd_ctl_elem_tlv_read(ctl, id, words.at(0), TLV_BYTES) < 0) {
                return NO_TLV;
            }
            int bytes = words.number(Integer.BYTES);
            if (bytes < 0 || bytes > TLV_BYTES - TLV_HEAD || bytes % Integer.BYTES != 0) {
                return NO_TLV;
            }
            int[] tlv = new int[(TLV_HEAD + bytes) / Integer.BYTES];
            words.bytes().asIntBuffer().get(0, tlv);
            return tlv;
        } finally {
            library.snd_ctl_elem_id_free(id);
        }
    }

    private static ControlType type(int code) {
        return switch (code) {
            case AsoundCtl.BOOLEAN -> ControlType.BOOLEAN;
            case AsoundCtl.INTEGER -> ControlType.INTEGER;
            case AsoundCtl.INTEGER64 -> ControlType.INTEGER64;
            case AsoundCtl.ENUMERATED -> ControlType.ENUMERATED;
            case AsoundCtl.BYTES -> ControlType.BYTES;
            default -> null;
        };
    }

    /** Another letter in a name makes it another knob, which is not found again: then it is left out. */
    private static String ascii(String text) {
        return text == null || text.chars().anyMatch(letter -> letter < ' ' || letter > '~') ? "" : text;
    }

    private void check(String what, int answer) throws AudioFault {
        AlsaError.check(card, what, answer);
    }
}

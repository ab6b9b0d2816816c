// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.protocol;

import static backplane.devices.scmi.protocol.ScmiMessage.row;

import backplane.device.StateRejected;
import backplane.devices.scmi.resource.PinBank;
import backplane.devices.scmi.wire.ProtocolId;
import backplane.devices.scmi.wire.ScmiStatus;
import java.util.List;
import java.util.Map;

/** Pins, groups and functions. DEN0056, "Pin control protocol"; linux/drivers/firmware/arm_scmi/pinctrl.c. */
public final class PinctrlProtocol extends ScmiProtocol {
    private static final int PIN = 0;
    private static final int GROUP = 1;
    private static final int FUNCTION = 2;
    /** Configuration types 0 to 20 are the specification's. */
    private static final int TYPES = 21;
    private static final int ONE = 0;
    private static final int ALL = 1;
    private static final int SELECTED = 2;

    private final PinBank bank;

    public PinctrlProtocol(PinBank bank) {
        super(ProtocolId.PINCTRL, "pinctrl");
        this.bank = bank;
        add(row(3, "PINCTRL_ATTRIBUTES", 8, this::describe));
        add(row(4, "PINCTRL_LIST_ASSOCIATIONS", 12, this::associations));
        add(row(5, "PINCTRL_SETTINGS_GET", 8, this::settings));
        add(row(6, "PINCTRL_SETTINGS_CONFIGURE", 12, this::configure).orLonger().thatChanges());
        add(row(7, "PINCTRL_REQUEST", 8, this::request).thatChanges());
        add(row(8, "PINCTRL_RELEASE", 8, this::release).thatChanges());
        add(row(9, "PINCTRL_NAME_GET", 8, this::name));
        add(row(0xa, "PINCTRL_SET_PERMISSIONS", 16, call -> ScmiStatus.DENIED));
    }

    @Override
    public int domains() {
        return bank.pins().size();
    }

    @Override
    public String name(int domain) {
        return bank.pins().get(domain);
    }

    @Override
    protected ScmiStatus attributes(ScmiCall call) {
        return returned(call.put32(bank.pins().size() | bank.groups().size() << 16).put32(bank.functions().size()));
    }

    private String name(int id, int type) {
        return type == PIN ? bank.pins().get(id) : type == GROUP ? bank.groups().get(id).name() : bank.functions().get(id).name();
    }

    private ScmiStatus check(int id, int type) {
        if (type < PIN || type > FUNCTION) {
            return ScmiStatus.INVALID_PARAMETERS;
        }
        int count = type == PIN ? bank.pins().size() : type == GROUP ? bank.groups().size() : bank.functions().size();
        return id < 0 || id >= count ? ScmiStatus.NOT_FOUND : ScmiStatus.SUCCESS;
    }

    private List<Integer> pinsOf(int id, int type) {
        return type == PIN ? List.of(id) : bank.groups().get(id).pins();
    }

    private boolean may(ScmiAgent agent, List<Integer> pins, Right right) {
        return pins.stream().allMatch(pin -> rightOf(agent, pin).compareTo(right) >= 0);
    }

    private ScmiStatus describe(ScmiCall call) {
        ScmiStatus sound = check(call.u32(0), call.u32(4));
        if (sound != ScmiStatus.SUCCESS) {
            return sound;
        }
        int type = call.u32(4);
        String name = name(call.u32(0), type);
        int elements = type == PIN ? 1 : type == GROUP ? bank.groups().get(call.u32(0)).pins().size()
                : bank.functions().get(call.u32(0)).groups().size();
        return returned(putName(call.put32(extended(name, 31) | elements), name));
    }

    private ScmiStatus associations(ScmiCall call) {
        int type = call.u32(4);
        ScmiStatus sound = type == PIN ? ScmiStatus.INVALID_PARAMETERS : check(call.u32(0), type);
        if (sound != ScmiStatus.SUCCESS) {
            return sound;
        }
        List<Integer> all = type == GROUP ? bank.groups().get(call.u32(0)).pins() : bank.functions().get(call.u32(0)).groups();
        int from = call.u32(8);
        if (from < 0 || from >= all.size()) {
            return ScmiStatus.OUT_OF_RANGE;
        }
        int count = Math.min(all.size() - from, (call.room() - 4) / 2);
        if (count <= 0) {
            return ScmiStatus.PROTOCOL_ERROR;
        }
        call.put32(count | all.size() - from - count << 16);
        for (int i = from; i < from + count; i++) {
            call.put16(all.get(i));
        }
        return ScmiStatus.SUCCESS;
    }

    private ScmiStatus settings(ScmiCall call) {
        int attributes = call.u32(4);
        int what = attributes >>> 18 & 3;
        int type = attributes >>> 16 & 3;
        ScmiStatus sound = type == FUNCTION || what > SELECTED ? ScmiStatus.INVALID_PARAMETERS : check(call.u32(0), type);
        if (sound != ScmiStatus.SUCCESS) {
            return sound;
        }
        List<Integer> pins = pinsOf(call.u32(0), type);
        if (!may(call.agent(), pins, Right.READ)) {
            return ScmiStatus.DENIED;
        }
        int first = pins.get(0);
        call.put32(bank.selected(first)).put32(0);
        int skip = what == ALL ? attributes >>> 8 & 0xff : 0;
        int returned = 0;
        int place = 0;
        for (Map.Entry<Integer, Integer> setting : bank.settings(first).entrySet()) {
            boolean wanted = what == ALL ? place++ >= skip : what == ONE && setting.getKey() == (attributes & 0xff);
            if (wanted && call.room() >= 8 && returned < 0xff) {
                call.put32(setting.getKey()).put32(setting.getValue());
                returned++;
            }
        }
        int remaining = what == ALL ? Math.max(0, bank.settings(first).size() - skip - returned) : 0;
        call.set32(4, returned | remaining << 24);
        return ScmiStatus.SUCCESS;
    }

    private ScmiStatus configure(ScmiCall call) {
        int function = call.u32(4);
        int attributes = call.u32(8);
        int type = attributes & 3;
        int count = attributes >>> 2 & 0xff;
        boolean sets = (attributes & 1 << 10) != 0;
        if (call.size() != 12 + 8 * count) {
            return ScmiStatus.PROTOCOL_ERROR;
        }
        ScmiStatus sound = type == FUNCTION || attributes >>> 11 != 0 ? ScmiStatus.INVALID_PARAMETERS : check(call.u32(0), type);
        if (sound != ScmiStatus.SUCCESS) {
            return sound;
        }
        List<Integer> pins = pinsOf(call.u32(0), type);
        if (!may(call.agent(), pins, Right.WRITE)) {
            return ScmiStatus.DENIED;
        }
        if (!bank.isFreeFor(call.agent().id(), pins)) {
            return ScmiStatus.IN_USE;
        }
        boolean fits = !sets || type == GROUP && function >= 0 && function < bank.functions().size()
                && bank.functions().get(function).groups().contains(call.u32(0));
        for (int i = 0; i < count; i++) {
            fits &= Integer.compareUnsigned(call.u32(12 + 8 * i), TYPES) < 0;
        }
        if (!fits) {
            return ScmiStatus.INVALID_PARAMETERS;
        }
        if (sets) {
            bank.select(pins, function);
        }
        for (int i = 0; i < count; i++) {
            for (int pin : pins) {
                bank.settings(pin).put(call.u32(12 + 8 * i), call.u32(16 + 8 * i));
            }
        }
        return ScmiStatus.SUCCESS;
    }

    private ScmiStatus request(ScmiCall call) {
        int type = call.u32(4);
        ScmiStatus sound = type == FUNCTION ? ScmiStatus.INVALID_PARAMETERS : check(call.u32(0), type);
        if (sound != ScmiStatus.SUCCESS) {
            return sound;
        }
        List<Integer> pins = pinsOf(call.u32(0), type);
        if (!may(call.agent(), pins, Right.WRITE)) {
            return ScmiStatus.DENIED;
        }
        if (!bank.isFreeFor(call.agent().id(), pins)) {
            return ScmiStatus.IN_USE;
        }
        bank.take(call.agent().id(), pins);
        return ScmiStatus.SUCCESS;
    }

    private ScmiStatus release(ScmiCall call) {
        int type = call.u32(4);
        ScmiStatus sound = type == FUNCTION ? ScmiStatus.INVALID_PARAMETERS : check(call.u32(0), type);
        if (sound != ScmiStatus.SUCCESS) {
            return sound;
        }
        List<Integer> pins = pinsOf(call.u32(0), type);
        if (!bank.isOwn(call.agent().id(), pins)) {
            return ScmiStatus.DENIED;
        }
        bank.free(pins);
        return ScmiStatus.SUCCESS;
    }

    private ScmiStatus name(ScmiCall call) {
        ScmiStatus sound = check(call.u32(0), call.u32(4));
        return sound != ScmiStatus.SUCCESS ? sound : returned(call.put32(0).putText(name(call.u32(0), call.u32(4)), 64));
    }

    @Override
    public void save(ScmiAgent agent, SavedAgent into) {
        for (int pin = 0; pin < bank.pins().size(); pin++) {
            String name = name(pin);
            into.put("pinctrl", name, "owned", bank.owner(pin) == agent.id() ? 1 : 0);
            into.put("pinctrl", name, "function", bank.selected(pin));
            bank.settings(pin).forEach((type, value) -> into.put("pinctrl", name, "type" + type, value));
        }
    }

    @Override
    public void restore(ScmiAgent agent, SavedAgent from, boolean apply) throws StateRejected {
        for (int pin = 0; pin < bank.pins().size(); pin++) {
            boolean owned = from.get("pinctrl", name(pin), "owned", 0, 1, 0) == 1;
            int function = (int) from.get("pinctrl", name(pin), "function", PinBank.NONE, bank.functions().size() - 1L, PinBank.NONE);
            for (int type = 0; type < TYPES; type++) {
                long value = from.get("pinctrl", name(pin), "type" + type, Integer.MIN_VALUE, Integer.MAX_VALUE, 0);
                if (apply && from.has("pinctrl", name(pin), "type" + type)) {
                    bank.settings(pin).put(type, (int) value);
                }
            }
            if (apply && owned && bank.isFreeFor(agent.id(), List.of(pin))) {
                bank.take(agent.id(), List.of(pin));
            }
            if (apply && function != PinBank.NONE) {
                bank.select(List.of(pin), function);
            }
        }
    }

    @Override
    public void withdraw(ScmiAgent agent, int pin) {
        if (bank.owner(pin) == agent.id()) {
            bank.free(List.of(pin));
        }
    }
}

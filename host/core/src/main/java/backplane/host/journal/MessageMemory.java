// SPDX-License-Identifier: Apache-2.0
package backplane.host.journal;

import backplane.host.control.FrontendMessage;
import backplane.host.control.VringControl;
import backplane.vhostuser.FrontendRequest;
import backplane.vhostuser.MessageHeader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which messages of the front-end still hold. A later one of its kind takes the place of the one before it, so that features stay before
 * rings and rings before their kicks, as a front-end sends them. On the control thread.
 */
final class MessageMemory {
    /** Of which the last one holds. */
    private static final Set<FrontendRequest> ONCE = EnumSet.of(FrontendRequest.SET_OWNER, FrontendRequest.SET_FEATURES,
            FrontendRequest.SET_PROTOCOL_FEATURES, FrontendRequest.SET_MEM_TABLE, FrontendRequest.SET_LOG_BASE, FrontendRequest.SET_LOG_FD,
            FrontendRequest.SET_BACKEND_REQ_FD, FrontendRequest.SET_INFLIGHT_FD, FrontendRequest.SET_STATUS);
    /** Of which the last one for each vring holds; its index is in the low byte of the first word of the payload (SET_VRING_KICK). */
    private static final Set<FrontendRequest> BY_VRING = EnumSet.of(FrontendRequest.SET_VRING_NUM, FrontendRequest.SET_VRING_ADDR,
            FrontendRequest.SET_VRING_BASE, FrontendRequest.SET_VRING_KICK, FrontendRequest.SET_VRING_CALL, FrontendRequest.SET_VRING_ERR,
            FrontendRequest.SET_VRING_ENABLE, FrontendRequest.VRING_KICK);
    /** Each one holds. */
    private static final Set<FrontendRequest> EACH = EnumSet.of(FrontendRequest.ADD_MEM_REG, FrontendRequest.REM_MEM_REG);
    private static final int INDEX = 0xff;

    /** @param part the vring's index, or a number of its own for each message */
    private record Key(FrontendRequest request, int part) {
    }

    private final Map<Key, RememberedMessage> messages = new LinkedHashMap<>();
    private int regions;

    static boolean remembers(FrontendRequest request) {
        return request != null && (ONCE.contains(request) || BY_VRING.contains(request) || request == FrontendRequest.ADD_MEM_REG);
    }

    List<RememberedMessage> all() {
        return List.copyOf(messages.values());
    }

    /** Whether a message that holds came with that descriptor. */
    boolean refersTo(int fd) {
        return messages.values().stream().anyMatch(message -> message.fds().contains(fd));
    }

    /** Takes one over from a former process. */
    void put(RememberedMessage message) {
        messages.put(key(message), message);
    }

    /**
     * A message was served.
     *
     * @param fds    its descriptors' numbers
     * @param answer whole, or null
     * @return the numbers of the descriptors that are not needed any more
     */
    List<Integer> served(FrontendMessage message, List<Integer> fds, ByteBuffer answer, VringControl vrings) {
        List<Integer> gone = new ArrayList<>();
        FrontendRequest request = message.request();
        byte[] payload = new byte[message.payload().limit()];
        message.payload().get(0, payload);
        switch (request) {
            case SET_MEM_TABLE -> EACH.forEach(each -> forget(each, gone));
            case SET_OWNER -> beginAgain(vrings, gone);
            case GET_VRING_BASE, GET_VRING_BASE_SKIP_DRAIN -> rememberBase(answer);
            default -> { }
        }
        if (request == FrontendRequest.REM_MEM_REG && forgetRegion(payload, gone)) {
            gone.addAll(fds);
        } else if (remembers(request) || request == FrontendRequest.REM_MEM_REG) {
            RememberedMessage next = new RememberedMessage(request, payload, fds);
            RememberedMessage before = messages.put(key(next), next);
            if (before != null) {
                gone.addAll(before.fds());
            }
        }
        agreeWith(vrings, gone);
        return gone;
    }

    /** @return the numbers of all descriptors */
    List<Integer> forgetAll() {
        List<Integer> gone = new ArrayList<>();
        messages.values().forEach(message -> gone.addAll(message.fds()));
        messages.clear();
        return gone;
    }

    private Key key(RememberedMessage message) {
        FrontendRequest request = message.request();
        return new Key(request, BY_VRING.contains(request) ? message.word(0) & INDEX : EACH.contains(request) ? ++regions : 0);
    }

    /** The answer to GET_VRING_BASE is what SET_VRING_BASE sets. */
    private void rememberBase(ByteBuffer answer) {
        byte[] payload = new byte[answer.remaining() - MessageHeader.LAYOUT.size()];
        answer.get(answer.position() + MessageHeader.LAYOUT.size(), payload);
        put(new RememberedMessage(FrontendRequest.SET_VRING_BASE, payload, List.of()));
    }

    /** Stops, resets and switches have come by many messages: each vring says how it is now. */
    private void agreeWith(VringControl vrings, List<Integer> gone) {
        Map<Integer, Boolean> kicked = new java.util.HashMap<>();
        for (Iterator<Map.Entry<Key, RememberedMessage>> all = messages.entrySet().iterator(); all.hasNext();) {
            Map.Entry<Key, RememberedMessage> entry = all.next();
            FrontendRequest request = entry.getKey().request();
            int index = entry.getKey().part();
            if (request == FrontendRequest.SET_VRING_KICK || request == FrontendRequest.VRING_KICK) {
                if (!kicked.computeIfAbsent(index, vrings::isKicked)) {
                    gone.addAll(entry.getValue().fds());
                    all.remove();
                }
            } else if (request == FrontendRequest.SET_VRING_ENABLE && (entry.getValue().word(1) == 1) != vrings.isEnabled(index)) {
                byte[] payload = entry.getValue().payload().clone();
                ByteBuffer.wrap(payload).order(ByteOrder.nativeOrder()).putInt(Integer.BYTES, vrings.isEnabled(index) ? 1 : 0);
                entry.setValue(new RememberedMessage(request, payload, List.of()));
            }
        }
    }

    /** As OwnerControl: another session on the connection shares its memory anew. */
    private void beginAgain(VringControl vrings, List<Integer> gone) {
        if (messages.containsKey(new Key(FrontendRequest.SET_OWNER, 0)) && vrings.areAllStopped()) {
            forget(FrontendRequest.SET_MEM_TABLE, gone);
            EACH.forEach(each -> forget(each, gone));
        }
    }

    private void forget(FrontendRequest request, List<Integer> gone) {
        for (Iterator<RememberedMessage> all = messages.values().iterator(); all.hasNext();) {
            RememberedMessage message = all.next();
            if (message.request() == request) {
                gone.addAll(message.fds());
                all.remove();
            }
        }
    }

    /** @return whether it had come by ADD_MEM_REG with the same payload; the file offset, its last word, does not count */
    private boolean forgetRegion(byte[] payload, List<Integer> gone) {
        int compared = payload.length - Long.BYTES;
        for (Iterator<RememberedMessage> all = messages.values().iterator(); all.hasNext();) {
            RememberedMessage message = all.next();
            if (message.request() == FrontendRequest.ADD_MEM_REG
                    && Arrays.equals(message.payload(), 0, compared, payload, 0, compared)) {
                gone.addAll(message.fds());
                all.remove();
                return true;
            }
        }
        return false;
    }
}

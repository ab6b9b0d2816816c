// SPDX-License-Identifier: Apache-2.0
package backplane.host.journal;

import backplane.host.control.FrontendMessage;
import backplane.kernel.OwnedFd;
import backplane.vhostuser.FrontendRequest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A message of the front-end that still holds.
 *
 * @param payload as it came; not to be changed
 * @param fds     the numbers of the descriptors that came with it, among those that are kept for the slot
 */
record RememberedMessage(FrontendRequest request, byte[] payload, List<Integer> fds) {
    /** The first 32-bit word of a payload, which is the vring's index where the request is of a vring. */
    int word(int index) {
        return ByteBuffer.wrap(payload).order(ByteOrder.nativeOrder()).getInt(index * Integer.BYTES);
    }

    /** As it came, but that nobody waits for an answer. @param copies of its descriptors, owned by the result */
    FrontendMessage again(List<OwnedFd> copies) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(payload.length).order(ByteOrder.nativeOrder()).put(payload).flip();
        return new FrontendMessage(request.code(), request, false, bytes, new ArrayList<>(copies));
    }
}

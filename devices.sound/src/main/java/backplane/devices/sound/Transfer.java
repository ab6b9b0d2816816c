// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

import backplane.chain.DescriptorChain;

/** A message with frames, or with room for them, that is held. Used again and again. */
final class Transfer {
    DescriptorChain chain;
    /** Bytes of frames, or of room. */
    long payload;
    /** Of an output message the place on the stream where it ends; of an input message unused. */
    long end;
    /** Bytes of an output message that the ring has not got yet. */
    long left;
    /** Bytes at the beginning of an output message that another version has played. */
    long skipped;

    Transfer set(DescriptorChain newChain, long bytes) {
        chain = newChain;
        payload = bytes;
        left = bytes;
        end = 0;
        skipped = 0;
        return this;
    }
}

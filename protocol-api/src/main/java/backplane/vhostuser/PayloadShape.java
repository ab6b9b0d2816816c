// SPDX-License-Identifier: Apache-2.0
package backplane.vhostuser;

import backplane.wire.WireStruct;

/**
 * The payload that a request may have.
 *
 * @param name as the specification calls it
 * @param min  bytes
 * @param max  bytes; between the two, the payload's own record checks what it announces
 */
public record PayloadShape(String name, int min, int max) {
    public static final PayloadShape NONE = new PayloadShape("-", 0, 0);
    public static final PayloadShape U64 = of(Word.LAYOUT);

    public static PayloadShape of(WireStruct layout) {
        return new PayloadShape(layout.name(), layout.size(), layout.size());
    }

    public boolean fits(int size) {
        return size >= min && size <= max;
    }
}

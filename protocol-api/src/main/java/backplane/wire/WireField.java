// SPDX-License-Identifier: Apache-2.0
package backplane.wire;

/** One row of a {@link WireStruct}. */
public sealed interface WireField permits U8, U16, U32, U64, Bytes, Pad {
    /** The specification's name of the field. */
    String name();

    /** Bytes from the start of the structure. */
    int offset();

    /** Bytes. */
    int length();
}

// SPDX-License-Identifier: Apache-2.0
package backplane.wire;

/** Bytes that carry no meaning: written as zero, ignored when read. */
public record Pad(String name, int offset, int length) implements WireField {
}

// SPDX-License-Identifier: Apache-2.0
package backplane.virtio;

import java.util.ArrayList;
import java.util.List;

/**
 * A set of feature bits 0 to 63. The only place where a bit's number becomes a mask. Immutable.
 *
 * @param bits bit n set means feature n is in the set
 */
public record FeatureSet(long bits) {
    public static final FeatureSet NONE = new FeatureSet(0);

    public static FeatureSet of(FeatureBit... features) {
        long bits = 0;
        for (FeatureBit feature : features) {
            bits |= mask(feature);
        }
        return new FeatureSet(bits);
    }

    public boolean has(FeatureBit feature) {
        return (bits & mask(feature)) != 0;
    }

    public FeatureSet with(FeatureBit... features) {
        return or(of(features));
    }

    public FeatureSet without(FeatureBit... features) {
        return minus(of(features));
    }

    public FeatureSet and(FeatureSet other) {
        return new FeatureSet(bits & other.bits);
    }

    public FeatureSet or(FeatureSet other) {
        return new FeatureSet(bits | other.bits);
    }

    public FeatureSet minus(FeatureSet other) {
        return new FeatureSet(bits & ~other.bits);
    }

    public boolean containsAll(FeatureSet other) {
        return (other.bits & ~bits) == 0;
    }

    public boolean isEmpty() {
        return bits == 0;
    }

    /** The names of the bits that {@code known} names, then the numbers of the others, lowest first. */
    public String describe(FeatureBit... known) {
        List<String> words = new ArrayList<>();
        for (int bit = 0; bit < Long.SIZE; bit++) {
            if ((bits >>> bit & 1) != 0) {
                words.add(nameOf(bit, known));
            }
        }
        return words.isEmpty() ? "none" : String.join(" ", words);
    }

    @Override
    public String toString() {
        return "0x" + Long.toHexString(bits);
    }

    private static String nameOf(int bit, FeatureBit... known) {
        for (FeatureBit feature : known) {
            if (feature.bit() == bit) {
                return feature.name();
            }
        }
        return "bit" + bit;
    }

    private static long mask(FeatureBit feature) {
        return 1L << feature.bit();
    }
}

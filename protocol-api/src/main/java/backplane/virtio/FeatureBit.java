// SPDX-License-Identifier: Apache-2.0
package backplane.virtio;

/** A feature by the number of its bit. Implemented by the enums of features, so that {@link FeatureSet} takes each of them. */
public interface FeatureBit {
    /** The bit's number, 0 to 63. */
    int bit();

    /** The specification's name without its prefix, such as {@code EVENT_IDX}. */
    String name();
}

// SPDX-License-Identifier: Apache-2.0
package backplane.vhostuser;

/** How many descriptors come with a request. */
public enum FdRule {
    NO_FDS(0, 0),
    ONE(1, 1),
    /** None if the payload says so (bit 8 of a {@link VringFile}). */
    AT_MOST_ONE(0, 1),
    /** One for each region of the payload. */
    PER_REGION(1, RegionTable.MOST_REGIONS),
    /** None is needed; one is closed, as older front-ends send it with REM_MEM_REG. */
    ONE_IGNORED(0, 1);

    private final int min;
    private final int max;

    FdRule(int min, int max) {
        this.min = min;
        this.max = max;
    }

    public boolean fits(int count) {
        return count >= min && count <= max;
    }

    /** The most that a message may bring. */
    public int most() {
        return max;
    }
}

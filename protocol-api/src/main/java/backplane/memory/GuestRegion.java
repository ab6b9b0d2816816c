// SPDX-License-Identifier: Apache-2.0
package backplane.memory;

import java.nio.ByteBuffer;

/**
 * One mapped region. Its bytes may be read and written by any thread that a worker has let in; the one rule is that nobody
 * touches them after {@link #close()}, because a read of an unmapped page kills the JVM. {@code control.MemoryControl}
 * of the host closes a region only after each worker has said that it no longer uses the generation.
 *
 * <p>A buffer holds less than 2 GiB, so a region has a window from each multiple of 1 GiB on that reaches almost 2 GiB
 * far: each range of up to 1 GiB lies whole in one window.
 */
public final class GuestRegion implements AutoCloseable {
    /** The distance between the starts of two windows is 2^30 bytes. */
    public static final int WINDOW_SHIFT = 30;
    /** The longest range that is sure to lie in one window. */
    public static final int LONGEST_RANGE = 1 << WINDOW_SHIFT;

    private final RegionMapping mapping;
    private final ByteBuffer[] windows;
    private final Runnable unmap;
    private boolean closed;

    /**
     * @param windows window i begins at byte {@code i << WINDOW_SHIFT} of the region
     * @param unmap   called once, by {@link #close()}
     */
    public GuestRegion(RegionMapping mapping, ByteBuffer[] windows, Runnable unmap) {
        this.mapping = mapping;
        this.windows = windows.clone();
        this.unmap = unmap;
    }

    public RegionMapping mapping() {
        return mapping;
    }

    /** The window that holds byte {@code offset} and 1 GiB after it, as far as the region goes. */
    ByteBuffer window(long offset) {
        return windows[(int) (offset >>> WINDOW_SHIFT)];
    }

    /** Where byte {@code offset} is in its {@link #window}. */
    static int inWindow(long offset) {
        return (int) (offset & (LONGEST_RANGE - 1));
    }

    /** Unmaps. Called on a control thread; the second call does nothing. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            unmap.run();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.itests.container;

/** A driver that asks a device steadily. Any thread. */
interface Load extends AutoCloseable {
    /** Requests that were answered, rightly. */
    long answered();

    /** @throws AssertionError with what was wrong with an answer */
    void requireWell();

    @Override
    void close();
}

// SPDX-License-Identifier: Apache-2.0
package backplane.host.journal;

/** What a former process left cannot be gone on with; the text tells why. */
public final class JournalRejected extends Exception {
    private static final long serialVersionUID = 1;

    public JournalRejected(String why) {
        super(why);
    }
}

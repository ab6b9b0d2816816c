// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

/** A file that can neither be read nor waited for here: a directory, a listening socket, the inside of a poller. */
final class FakePlainFile extends FakeFile {
    FakePlainFile(String kind) {
        super(kind);
    }
}

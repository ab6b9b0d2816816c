// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

/** One end of a socket pair, or of a pipe, which then has one direction only. */
final class FakeStreamFile extends FakeFile {
    private final FakeStream in;
    private final FakeStream out;
    private final int peerPid;

    private FakeStreamFile(String kind, FakeStream in, FakeStream out, int peerPid) {
        super(kind);
        this.in = in;
        this.out = out;
        this.peerPid = peerPid;
        if (in != null) {
            in.onReadable(this::edge);
        }
    }

    /** Two connected sockets; the first is {@code pid}'s, the second {@code otherPid}'s. */
    static FakeStreamFile[] sockets(int pid, int otherPid) {
        FakeStream there = new FakeStream();
        FakeStream back = new FakeStream();
        return new FakeStreamFile[] {
            new FakeStreamFile("socket", back, there, otherPid), new FakeStreamFile("socket", there, back, pid)};
    }

    /** The end to read from and the end to write to. */
    static FakeStreamFile[] pipe() {
        FakeStream stream = new FakeStream();
        return new FakeStreamFile[] {new FakeStreamFile("pipe", stream, null, 0), new FakeStreamFile("pipe", null, stream, 0)};
    }

    /** Null at the end of a pipe that is written to. */
    FakeStream in() {
        return in;
    }

    /** Null at the end of a pipe that is read from. */
    FakeStream out() {
        return out;
    }

    int peerPid() {
        return peerPid;
    }

    @Override
    boolean canBeWaitedFor() {
        return true;
    }

    @Override
    boolean isReadable() {
        return in != null && in.isReadable();
    }

    @Override
    void lastClosed() {
        if (in != null) {
            in.abandon();
        }
        if (out != null) {
            out.end();
        }
    }
}

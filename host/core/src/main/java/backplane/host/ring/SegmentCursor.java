// SPDX-License-Identifier: Apache-2.0
package backplane.host.ring;

import backplane.chain.ChainFault;
import backplane.chain.ChainFault.Reason;
import backplane.chain.ChainReader;
import backplane.chain.ChainWriter;
import java.nio.ByteBuffer;

/** A place in the byte stream of {@link ChainSegments}: the reader of one direction or the writer of the other. */
final class SegmentCursor implements ChainReader, ChainWriter {
    private final ChainSegments segments;
    private final RingLogging.Switch log;
    private int piece;
    private int inPiece;
    private long at;

    SegmentCursor(ChainSegments segments, RingLogging.Switch log) {
        this.segments = segments;
        this.log = log;
    }

    void rewind() {
        piece = 0;
        inPiece = 0;
        at = 0;
    }

    /** Finds the current place again after the segments were resolved in another memory table. */
    void relocate() {
        long place = at;
        rewind();
        advance(place);
    }

    @Override
    public long length() {
        return segments.total();
    }

    @Override
    public long remaining() {
        return segments.total() - at;
    }

    @Override
    public int read(ByteBuffer into) {
        int count = (int) Math.min(into.remaining(), remaining());
        for (int left = count; left > 0;) {
            int step = Math.min(left, roomHere());
            into.put(into.position(), segments.buffer(piece), segments.position(piece) + inPiece, step);
            into.position(into.position() + step);
            advanceHere(step);
            left -= step;
        }
        return count;
    }

    @Override
    public void skip(long bytes) {
        advance(Math.min(Math.max(0, bytes), remaining()));
    }

    @Override
    public void position(long fromStart) {
        if (fromStart < 0 || fromStart > segments.total()) {
            throw new ChainFault(Reason.RESPONSE_TOO_SHORT, "there is no byte " + fromStart + " of " + segments.total());
        }
        rewind();
        advance(fromStart);
    }

    @Override
    public int write(ByteBuffer from) {
        int count = (int) Math.min(from.remaining(), remaining());
        for (int left = count; left > 0;) {
            int step = Math.min(left, roomHere());
            segments.buffer(piece).put(segments.position(piece) + inPiece, from, from.position(), step);
            log.wroteBuffer(segments.start(piece) + inPiece, step);
            from.position(from.position() + step);
            advanceHere(step);
            left -= step;
        }
        return count;
    }

    private void advance(long bytes) {
        for (long left = bytes; left > 0;) {
            int step = (int) Math.min(left, roomHere());
            advanceHere(step);
            left -= step;
        }
    }

    /** Bytes from here to the end of the piece, 1 or more. A memory table that lost the chain's bytes leaves no pieces. */
    private int roomHere() {
        if (piece >= segments.pieces()) {
            throw new ChainFault(Reason.UNMAPPED, "the chain's bytes are in no memory region any more");
        }
        return segments.size(piece) - inPiece;
    }

    private void advanceHere(int step) {
        at += step;
        inPiece += step;
        if (inPiece == segments.size(piece)) {
            piece++;
            inPiece = 0;
        }
    }
}

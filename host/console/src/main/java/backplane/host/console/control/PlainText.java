// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.control;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Leaves out the control sequences (ECMA-48: ESC [ parameters final byte) with which Karaf sets colours and bold: what
 * vhostctl writes is for scripts. A sequence may be cut in two by two writes. One thread.
 */
final class PlainText extends OutputStream {
    private static final int ESC = 0x1b;

    private enum Place { TEXT, ESCAPE, SEQUENCE }

    private final OutputStream target;
    private Place place = Place.TEXT;

    PlainText(OutputStream target) {
        this.target = target;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        ByteArrayOutputStream kept = new ByteArrayOutputStream(length);
        for (int i = offset; i < offset + length; i++) {
            step(bytes[i], kept);
        }
        if (kept.size() > 0) {
            target.write(kept.toByteArray());
        }
    }

    private void step(byte value, ByteArrayOutputStream kept) {
        switch (place) {
            case TEXT -> {
                if (value == ESC) {
                    place = Place.ESCAPE;
                } else {
                    kept.write(value);
                }
            }
            case ESCAPE -> {
                if (value == '[') {
                    place = Place.SEQUENCE;
                } else {
                    // another kind of escape, which is not ours to judge
                    kept.write(ESC);
                    kept.write(value);
                    place = Place.TEXT;
                }
            }
            case SEQUENCE -> {
                if (value >= 0x40 && value <= 0x7e) {
                    place = Place.TEXT;
                }
            }
            default -> throw new IllegalStateException();
        }
    }

    @Override
    public void flush() throws IOException {
        target.flush();
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.frame;

import java.io.IOException;

/** The other side of the control socket broke the rules of {@link Request} or {@link Frame}, or stopped in the middle. */
public final class FrameFault extends IOException {
    private static final long serialVersionUID = 1L;

    FrameFault(String message) {
        super(message);
    }
}

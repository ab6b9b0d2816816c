// SPDX-License-Identifier: Apache-2.0
package backplane.operation;

import java.util.List;

/**
 * A worker that does not come back from where it is: from a device's call, as a rule.
 *
 * @param thread its name
 * @param millis for how long at least, 500 or more
 * @param stack  where it is now, the innermost call first; at most 16 lines
 */
public record StallView(String slot, String thread, long millis, List<String> stack) {
    public StallView {
        stack = List.copyOf(stack);
    }
}

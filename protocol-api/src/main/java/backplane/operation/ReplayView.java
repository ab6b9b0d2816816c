// SPDX-License-Identifier: Apache-2.0
package backplane.operation;

import java.util.List;

/**
 * What came of a replay.
 *
 * @param bundle      who made the device
 * @param requests    that were offered
 * @param answers     that were compared
 * @param different   of them, those that were others than recorded, or did not come
 * @param differences the first of them in words, at most 20
 */
public record ReplayView(String bundle, long requests, long answers, long different, List<String> differences) {
    public ReplayView {
        differences = List.copyOf(differences);
    }
}

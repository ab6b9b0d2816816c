// SPDX-License-Identifier: Apache-2.0
package backplane.host.trace;

import backplane.operation.TraceEntry;

/** By what a request and its answer belong together in a trace. */
public record ChainKey(int queue, long number) {
    public static ChainKey of(TraceEntry entry) {
        return new ChainKey(entry.queue(), entry.number());
    }
}

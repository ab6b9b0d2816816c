// SPDX-License-Identifier: Apache-2.0
package backplane.host.control;

/** The control classes of one session: each family of messages has one. */
public record Controls(FeatureNegotiation features, VringControl vrings, MemoryControl memory, ConfigControl config,
        ResetControl reset, OwnerControl owner, StatusControl status, StateTransferControl state, InflightControl inflight, LogControl log,
        BackendChannel channel) {
    /** The session is over, and the worker has left its rings. */
    public void close() {
        vrings.close();
        memory.close();
        state.close();
        inflight.close();
        log.close();
        channel.close();
    }
}

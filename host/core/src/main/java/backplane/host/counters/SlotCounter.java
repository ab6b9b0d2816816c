// SPDX-License-Identifier: Apache-2.0
package backplane.host.counters;

/** What is counted for a slot. A row here is all that a new number takes. */
public enum SlotCounter {
    SESSIONS("front-ends that have connected"),
    MESSAGES("vhost-user messages received"),
    PROTOCOL_FAULTS("messages refused"),
    REQUESTS("chains offered to the device"),
    COMPLETED("chains returned to the driver"),
    CHAIN_FAULTS("chains that the driver built wrongly, or too short for the device"),
    DEVICE_FAULTS("exceptions of the device, each contained"),
    RINGS_BROKEN("rings stopped because the driver broke them"),
    KICKS("wake-ups by the driver"),
    POLLS("looks at empty rings before a sleep, see poll-us"),
    POLL_HITS("of these, those that found a request"),
    POLL_NANOS("time of a processor that they took, nanoseconds"),
    HELD_BACK("times that requests had to wait, see most-requests"),
    SLOW("requests that took longer than slow-ms, of those that are measured"),
    CALLS("notifications to the driver"),
    CALLS_FAILED("notifications that the front-end's descriptor refused"),
    HANDOVERS("devices replaced under a live slot"),
    ADJUSTED("changes of settings that the device took where it was"),
    CHAINS_REOFFERED("chains offered again after a handover"),
    CHAINS_FAILED("chains answered with an error because nobody could take them"),
    RESETS("device resets");

    private final String text;

    SlotCounter(String text) {
        this.text = text;
    }

    /** One line for people. */
    public String text() {
        return text;
    }
}

// SPDX-License-Identifier: Apache-2.0
package backplane.vhostuser;

/** What the back-end answers (vhost-user, "Message types" and "REPLY_ACK"). */
public enum ReplyKind {
    /** Nothing, or with NEED_REPLY a 64-bit number: 0 for success. */
    ACK_IF_ASKED,
    /** A 64-bit number. */
    VALUE_U64,
    /** A {@link VringState}. */
    VRING_STATE,
    /** The request's own {@link ConfigAccess} with the bytes; an empty payload is an error. */
    CONFIG,
    /** The request's own {@link LogArea}. */
    LOG_AREA,
    /** An {@link InflightArea} with a descriptor. */
    PAYLOAD_WITH_FD,
    /** A payload of its own that we never send. */
    OTHER
}

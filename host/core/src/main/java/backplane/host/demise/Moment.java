// SPDX-License-Identifier: Apache-2.0
package backplane.host.demise;

/** A place between two steps that a successor has to tell apart. */
public enum Moment {
    /** A message has been looked at; it is in the socket still. */
    MESSAGE_SEEN,
    /** The service manager has its descriptors. */
    DESCRIPTORS_KEPT,
    /** It has had its effect; the journal does not know. */
    MESSAGE_SERVED,
    /** The journal knows; the message is in the socket still. */
    MESSAGE_RECORDED,
    /** The message is out of the socket; its answer is not sent. */
    MESSAGE_TAKEN,
    /** The answer is sent; the next message has not been looked at. */
    MESSAGE_ANSWERED,
    /** The device has done what requests ask, and its state is kept; the driver sees nothing of it. */
    REQUEST_DONE,
    /** The driver sees the answer; it has not been called. */
    REQUEST_ANSWERED,
    /** The device of before is out of its seat, its state saved. */
    DEVICE_PARKED,
    /** The next device has the state of the one before it, and is not in the seat. */
    DEVICE_RESTORED,
    /** The next device is in the seat; what was out has not been offered to it again. */
    DEVICE_SEATED,
    /** A slot's journal, state and connection have been taken over; nothing has been done with them. */
    SLOT_RECALLED,
    /** One message that the front-end had sent to a former process has been served again. */
    MESSAGE_REPLAYED,
    /** The session goes on where the former process had it. */
    SESSION_RESUMED
}

// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.alsa;

import backplane.devices.sound.AudioFault;
import backplane.devices.sound.AudioFault.Reason;

/** What ALSA's library answers when something is wrong: the one mapper of this package from its numbers to faults. Source: errno(3). */
enum AlsaError {
    ENOENT(2, Reason.LOST, "no such sound card or no such name in ALSA's configuration"),
    EINTR(4, Reason.FAILED, "interrupted"),
    ENXIO(6, Reason.LOST, "no such device"),
    EAGAIN(11, Reason.BUSY, "not now"),
    EACCES(13, Reason.FAILED, "not permitted; is the host's user in the group audio?"),
    EBUSY(16, Reason.BUSY, "another program has it"),
    ENODEV(19, Reason.LOST, "the sound card is gone"),
    EINVAL(22, Reason.MISMATCH, "not with these parameters"),
    EPIPE(32, Reason.FAILED, "xrun"),
    EBADFD(77, Reason.FAILED, "not in this state"),
    ESTRPIPE(86, Reason.FAILED, "the sound card is suspended"),
    ENOTCONN(107, Reason.LOST, "the sound server is gone"),
    ECONNREFUSED(111, Reason.LOST, "there is no sound server"),
    EHOSTDOWN(112, Reason.LOST, "the sound server is gone");

    private final int number;
    private final Reason reason;
    private final String text;

    AlsaError(int number, Reason reason, String text) {
        this.number = number;
        this.reason = reason;
        this.text = text;
    }

    /** What the library returns for it. */
    int negated() {
        return -number;
    }

    boolean is(long answer) {
        return answer == -number;
    }

    /** @param what was tried, such as {@code snd_pcm_open} */
    static AudioFault fault(String place, String what, long answer) {
        for (AlsaError error : values()) {
            if (error.is(answer)) {
                return new AudioFault(error.reason, place + ": " + what + ": " + error + ", " + error.text);
            }
        }
        return new AudioFault(Reason.FAILED, place + ": " + what + ": error " + -answer);
    }

    /** @return {@code answer}, if it is none of an error */
    static int check(String place, String what, int answer) throws AudioFault {
        if (answer < 0) {
            throw fault(place, what, answer);
        }
        return answer;
    }
}

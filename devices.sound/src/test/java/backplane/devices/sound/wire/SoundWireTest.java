// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers from linux/virtio_snd.h and the specification, written out. */
@Tag("sound")
class SoundWireTest {
    @Test
    void layouts() {
        assertThat(SoundConfigLayout.CONTROLS.offset()).isEqualTo(12);
        assertThat(RequestLayout.SIZE.offset()).isEqualTo(12);
        assertThat(RequestLayout.SEQUENCE.offset()).isEqualTo(12);
        assertThat(RequestLayout.BUFFER_BYTES.offset()).isEqualTo(8);
        assertThat(RequestLayout.FEATURES.offset()).isEqualTo(16);
        assertThat(RequestLayout.RATE.offset()).isEqualTo(22);
        assertThat(RequestLayout.MASK.offset()).isEqualTo(6);
        assertThat(InfoLayout.JACK_CONNECTED.offset()).isEqualTo(16);
        assertThat(InfoLayout.PCM_RATES.offset()).isEqualTo(16);
        assertThat(InfoLayout.PCM_CHANNELS_MAX.offset()).isEqualTo(26);
        assertThat(InfoLayout.CHMAP_POSITIONS.offset()).isEqualTo(6);
        assertThat(ControlInfoLayout.NAME.offset()).isEqualTo(24);
        assertThat(ControlInfoLayout.unionAt(96)).isEqualTo(72);
        assertThat(ControlInfoLayout.unionAt(92)).isEqualTo(68);
        assertThat(TransferLayout.LATENCY_BYTES.offset()).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({"0,IMA_ADPCM,4", "1,MU_LAW,8", "4,U8,8", "5,S16,16", "7,S18_3,24", "11,S24_3,24", "13,S20,32", "15,S24,32", "17,S32,32",
        "19,FLOAT,32", "20,FLOAT64,64", "22,DSD_U16,16", "24,IEC958_SUBFRAME,32"})
    void formats(int code, PcmFormat format, int bits) {
        assertThat(PcmFormat.of(code)).contains(format);
        assertThat(format.physicalBits()).isEqualTo(bits);
    }

    @ParameterizedTest
    @CsvSource({"0,5512", "1,8000", "6,44100", "7,48000", "9,88200", "12,192000", "13,384000", "14,12000", "15,24000"})
    void rates(int code, int hertz) {
        assertThat(PcmRate.of(code)).get().extracting(PcmRate::hertz).isEqualTo(hertz);
    }

    @Test
    void numbersBeyondTheLast() {
        assertThat(PcmFormat.of(25)).isEmpty();
        assertThat(PcmRate.of(16)).isEmpty();
        assertThat(SoundCode.of(0x0006)).isEmpty();
        assertThat(SoundCode.of(0x8003)).contains(SoundCode.IO_ERR);
    }

    @Test
    void codesOfEnumerations() {
        assertThat(ChannelPosition.LFE.ordinal()).isEqualTo(8);
        assertThat(ChannelPosition.SR.ordinal()).isEqualTo(10);
        assertThat(ChannelPosition.BRC.ordinal()).isEqualTo(36);
        assertThat(PcmFeature.EVT_XRUNS.mask()).isEqualTo(16);
        assertThat(ControlAccess.TLV_READ.mask()).isEqualTo(16);
        assertThat(ControlRole.GAIN.ordinal()).isEqualTo(3);
        assertThat(ControlType.IEC958.ordinal()).isEqualTo(5);
        assertThat(SoundFeature.CTLS.bit()).isZero();
    }
}

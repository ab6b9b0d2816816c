// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

/**
 * What another version of this bundle needs to go on with a stream.
 *
 * @param parameters null before the first SET_PARAMS
 * @param position   bytes of the first output message that have been played already
 * @param recorded   frames of an input that the driver has not got yet
 * @param memo       of the path
 */
record SavedStream(PcmState state, StreamParameters parameters, boolean tellsXruns, long position, byte[] recorded, byte[] memo) {
}

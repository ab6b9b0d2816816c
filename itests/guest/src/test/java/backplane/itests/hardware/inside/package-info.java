// SPDX-License-Identifier: Apache-2.0
/** Programs that run in the hardware lab: front-ends without a VMM. They talk with the test by lines. */
package backplane.itests.hardware.inside;

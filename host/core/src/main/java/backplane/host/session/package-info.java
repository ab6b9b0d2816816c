// SPDX-License-Identifier: Apache-2.0
/** One connection of one front-end to a slot: messages in, replies out, faults mapped. */
package backplane.host.session;

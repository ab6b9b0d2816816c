// SPDX-License-Identifier: Apache-2.0
/** What each family of messages does, one class each. On the control thread of the slot. */
package backplane.host.control;

// SPDX-License-Identifier: Apache-2.0
/** A virtio entropy source, against the contracts alone. */
package example.entropy;

// SPDX-License-Identifier: Apache-2.0
/**
 * Guest memory. Three kinds of address are kept apart by type: the guest's physical address
 * ({@link backplane.memory.GuestAddress}), the front-end's own virtual address ({@link backplane.memory.FrontendAddress})
 * and an offset in one of our mappings, which never leaves this package.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package backplane.memory;

// SPDX-License-Identifier: Apache-2.0
/**
 * Ports to Linux: sockets that carry descriptors, event descriptors, readiness, character devices, the service manager. The bundle
 * memory-mmap implements them; nothing else in the house calls the kernel.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.2.0")
package backplane.kernel;

// SPDX-License-Identifier: Apache-2.0
/**
 * What the vhost-user specification fixes: requests, payloads, protocol features. Host byte order.
 * Sections are those of QEMU's docs/interop/vhost-user.rst.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package backplane.vhostuser;

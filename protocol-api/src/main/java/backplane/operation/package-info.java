// SPDX-License-Identifier: Apache-2.0
/**
 * What an operator can see and do. The host implements it, the console uses it; so the host exports nothing of its own.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.4.0")
package backplane.operation;

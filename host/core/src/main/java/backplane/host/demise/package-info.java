// SPDX-License-Identifier: Apache-2.0
/** Places at which a test has the process die. A leaf that all others may use; where no test asks for it, it costs nothing. */
package backplane.host.demise;

/** Tests of the netlink conversation, and its fake. */
@NullMarked
package io.github.snatrace.netlink;

import org.jspecify.annotations.NullMarked;

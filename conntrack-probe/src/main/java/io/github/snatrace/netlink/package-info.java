/** One netlink conversation: messages, attributes, errors, and sockets in a network namespace of choice. */
@NullMarked
package io.github.snatrace.netlink;

import org.jspecify.annotations.NullMarked;

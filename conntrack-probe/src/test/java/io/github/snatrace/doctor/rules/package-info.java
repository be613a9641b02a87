/** Tests of the rules of nft and iptables. */
@NullMarked
package io.github.snatrace.doctor.rules;

import org.jspecify.annotations.NullMarked;

/**
 * Reads the rules of nft and iptables as one model, and follows packets through them to the rules that translate source
 * addresses.
 */
@NullMarked
package io.github.snatrace.doctor.rules;

import org.jspecify.annotations.NullMarked;

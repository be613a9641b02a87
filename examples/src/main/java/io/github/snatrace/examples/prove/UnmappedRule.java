package io.github.snatrace.examples.prove;

/**
 * Something of a host's rules that the lab cannot have.
 *
 * @param rule the rule
 * @param why why not, or what of it was left out
 */
public record UnmappedRule(String rule, String why) {}

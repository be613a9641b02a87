/** Holds the manifests of {@code examples/kubernetes} to what a cluster would say of them. */
@NullMarked
package io.github.snatrace.examples.kubernetes;

import org.jspecify.annotations.NullMarked;

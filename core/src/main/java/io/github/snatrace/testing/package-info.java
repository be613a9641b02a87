/**
 * Dialing and accepting in a test suite: assertions that never pass on nothing, and an acceptor for each test. Needs
 * AssertJ and JUnit 5 on the class path.
 */
@NullMarked
package io.github.snatrace.testing;

import org.jspecify.annotations.NullMarked;

package io.github.snatrace.testing;

import io.github.snatrace.accept.Acceptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives a test that has a parameter of the type {@link Acceptor} one that listens on a free port of loopback, and
 * closes it when the test is over. JUnit 5.13 and later.
 *
 * <pre>{@code
 * @ExtendWith(AcceptorExtension.class)
 * class PoolTest {
 *
 *     @Test
 *     void connects_areAccepted(Acceptor acceptor) {
 *         ...
 *     }
 * }
 * }</pre>
 */
public final class AcceptorExtension implements ParameterResolver {

    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(AcceptorExtension.class);

    /** Returns whether the parameter is an acceptor. */
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Acceptor.class;
    }

    /** Returns the acceptor of the test, the same for all of its parameters. */
    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getStore(NAMESPACE).getOrComputeIfAbsent(Acceptor.class, type -> listen(), Acceptor.class);
    }

    private static Acceptor listen() {
        try {
            return Acceptor.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.github.snatrace.conntrack.testing;

import io.github.snatrace.conntrack.ConntrackDelta;
import io.github.snatrace.conntrack.ConntrackReader;
import io.github.snatrace.conntrack.ConntrackStats;
import io.github.snatrace.host.Host;
import io.github.snatrace.netns.NetworkNamespace;
import java.io.IOException;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test during which {@code insert_failed} moved, as it does where a packet was dropped because another
 * connection had taken its translated tuple ({@link ConntrackDeltaAssert#hasNoInsertFailures} says where else). The
 * message shows each CPU that counted. A test fails as well where nothing could be counted: no
 * counters, a namespace in which nothing is tracked, or one that was made anew meanwhile.
 *
 * <pre>{@code
 * class CheckoutTest {
 *
 *     @RegisterExtension
 *     final ConntrackGuard guard = ConntrackGuard.in(NetworkNamespace.ofProcess(1));
 *     ...
 * }
 * }</pre>
 *
 * <p>The counters are those of a whole namespace, so whatever else it translates during a test is counted too. They
 * move where addresses are translated, which is seldom where the test runs. With {@code @ExtendWith} it guards the
 * namespace of the test itself.
 */
public final class ConntrackGuard implements BeforeEachCallback, AfterEachCallback {

    private static final ExtensionContext.Namespace STORE = ExtensionContext.Namespace.create(ConntrackGuard.class);

    private final String where;
    private final ConntrackReader reader;

    /** Guards the network namespace that the test runs in. */
    public ConntrackGuard() {
        this(NetworkNamespace.own());
    }

    private ConntrackGuard(NetworkNamespace namespace) {
        this(namespace.describe(), ConntrackReader.ofAnySource(Host.local(), namespace));
    }

    private ConntrackGuard(String where, ConntrackReader reader) {
        this.where = where;
        this.reader = reader;
    }

    /** Returns a guard of the namespace that translates. */
    public static ConntrackGuard in(NetworkNamespace namespace) {
        return new ConntrackGuard(namespace);
    }

    /**
     * Returns a guard of counters that are read in another way.
     *
     * @param where how messages call the place
     */
    public static ConntrackGuard of(String where, ConntrackReader reader) {
        return new ConntrackGuard(where, reader);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        context.getStore(STORE).put(this, read());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        ConntrackStats before = context.getStore(STORE).get(this, ConntrackStats.class);
        if (before == null) {
            // It could not be read, and the test has failed for it.
            return;
        }
        ConntrackDelta counted = read().since(before);
        ConntrackAssertions.assertThat(counted).as("counters of %s", where).hasNoInsertFailures();
    }

    private ConntrackStats read() {
        try {
            return reader.read();
        } catch (IOException e) {
            throw new AssertionError("insert_failed cannot be counted in " + where + ": " + e.getMessage(), e);
        }
    }
}

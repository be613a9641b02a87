package io.github.snatrace.commandline;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Hands signals to a handler, from its opening to its close, instead of ending this program by them.
 *
 * <p>Signals that were ignored when the program started, as nohup does, stay ignored.
 */
public final class Signals implements AutoCloseable {
    private final Map<String, Object> previous;

    private Signals(Map<String, Object> previous) {
        this.previous = previous;
    }

    /**
     * Starts to hand the signals of these names, {@code INT}, {@code TERM}, to {@code handler}, which gets the name.
     */
    public static Signals open(List<String> names, Consumer<String> handler) {
        Map<String, Object> previous = new LinkedHashMap<>();
        for (String name : names) {
            previous.put(name, Jdk.handle(name, Jdk.handler(() -> handler.accept(name))));
        }
        return new Signals(previous);
    }

    @Override
    public void close() {
        for (Map.Entry<String, Object> signal : new ArrayList<>(previous.entrySet())) {
            Jdk.handle(signal.getKey(), signal.getValue());
        }
        previous.clear();
    }

    /**
     * {@code sun.misc.Signal}, the only class that tells a Java program which signal it got. It is exported by
     * jdk.unsupported for good, but javac warns of it in a way that cannot be suppressed where it is used; hence
     * reflection.
     */
    private static final class Jdk {
        private Jdk() {}

        static Object handler(Runnable action) {
            return Proxy.newProxyInstance(
                    Signals.class.getClassLoader(),
                    new Class<?>[] {type("sun.misc.SignalHandler")},
                    (proxy, method, arguments) -> switch (method.getName()) {
                        case "handle" -> {
                            action.run();
                            yield null;
                        }
                        case "hashCode" -> System.identityHashCode(proxy);
                        case "equals" -> arguments != null && proxy == arguments[0];
                        default -> "handler of " + action;
                    });
        }

        static Object handle(String name, Object handler) {
            try {
                Class<?> signal = type("sun.misc.Signal");
                return signal.getMethod("handle", signal, type("sun.misc.SignalHandler"))
                        .invoke(null, signal.getConstructor(String.class).newInstance(name), handler);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("cannot handle SIG" + name, e);
            }
        }

        private static Class<?> type(String name) {
            try {
                return Class.forName(name);
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException("this Java runtime has no " + name, e);
            }
        }
    }
}

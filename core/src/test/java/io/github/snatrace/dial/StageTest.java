package io.github.snatrace.dial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StageTest {

    static Stream<Arguments> exceptionsOfTheJdk() {
        return Stream.of(
                arguments(Stage.OPEN, new SocketException("Too many open files"), false, Outcome.NO_DESCRIPTOR),
                arguments(Stage.OPEN, new SocketException("Protocol family unavailable"), false, Outcome.FAILED),
                arguments(Stage.BIND, new BindException("Address already in use"), true, Outcome.PORT_IN_USE),
                arguments(Stage.BIND, new BindException("Address already in use"), false, Outcome.NO_LOCAL_PORT),
                arguments(Stage.BIND, new BindException("Cannot assign requested address"), true, Outcome.FAILED),
                arguments(Stage.BIND, new SocketException("Permission denied"), true, Outcome.FAILED),
                arguments(
                        Stage.CONNECT,
                        new BindException("Cannot assign requested address"),
                        false,
                        Outcome.NO_LOCAL_PORT),
                arguments(
                        Stage.CONNECT, new BindException("Cannot assign requested address"), true, Outcome.PORT_IN_USE),
                arguments(Stage.CONNECT, new ConnectException("Connection refused"), false, Outcome.REFUSED),
                arguments(
                        Stage.CONNECT,
                        new ConnectException("Connection timed out"),
                        false,
                        Outcome.TIMED_OUT_BY_KERNEL),
                arguments(Stage.CONNECT, new NoRouteToHostException("No route to host"), false, Outcome.UNREACHABLE),
                arguments(Stage.CONNECT, new SocketException("Network is unreachable"), false, Outcome.UNREACHABLE),
                arguments(
                        Stage.CONNECT,
                        new SocketException("Connection reset by peer"),
                        false,
                        Outcome.CONNECTED_THEN_RESET),
                arguments(
                        Stage.CONNECT,
                        new IOException("Connection reset by peer"),
                        false,
                        Outcome.CONNECTED_THEN_RESET),
                arguments(Stage.CONNECT, new SocketException("Operation not permitted"), false, Outcome.FAILED),
                arguments(Stage.CONNECT, new SocketException(), false, Outcome.FAILED));
    }

    @ParameterizedTest
    @MethodSource("exceptionsOfTheJdk")
    void outcomeOf_anException_dependsOnStageClassAndText(
            Stage stage, IOException exception, boolean ownPort, Outcome expected) {
        assertThat(stage.outcomeOf(exception, ownPort)).isEqualTo(expected);
    }
}

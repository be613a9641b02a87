package io.github.snatrace.examples.prove;

import io.github.snatrace.netns.NetworkNamespace;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Where everything is in the lab's network, as {@code examples/lab/prove} builds it. */
final class LabAddresses {
    static final NetworkNamespace ROUTER = NetworkNamespace.named("nat");
    static final NetworkNamespace SERVER = NetworkNamespace.named("srv");

    static final int TCP_PORT = 8080;
    static final int DNS_PORT = 53;
    /** Virtual addresses: a service with one backend, and one with two. */
    static final String SERVICE_OF_ONE = "10.96.0.10";

    static final String SERVICE_OF_TWO = "10.96.0.11";

    private LabAddresses() {}

    static NetworkNamespace client(int number) {
        return NetworkNamespace.named("c" + number);
    }

    /** The name of the client that has an address; the address itself if none has. */
    static String nameOf(InetSocketAddress endpoint, int clients) {
        for (int client = 1; client <= clients; client++) {
            if (endpoint.getAddress().equals(clientAddress(client, false))
                    || endpoint.getAddress().equals(clientAddress(client, true))) {
                return "c" + client;
            }
        }
        return endpoint.getAddress().getHostAddress();
    }

    static InetAddress clientAddress(int number, boolean inet6) {
        return address(inet6 ? "fd00:17::" + Integer.toHexString(number + 1) : "172.17.0." + (number + 1));
    }

    static InetAddress server(boolean inet6) {
        return address(inet6 ? "fd00:99::2" : "10.99.0.2");
    }

    static InetAddress secondBackend() {
        return address("10.99.0.3");
    }

    static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}

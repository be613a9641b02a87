package io.github.snatrace.netns;

import io.github.snatrace.host.Host;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells whether the probe sees the network of a container instead of the host's. */
public final class ContainerNetwork {
    private static final String DEVICES = "/sys/class/net";

    private ContainerNetwork() {}

    /**
     * Returns whether this process is in a container that has a network of its own: every device in it but the loopback
     * leads to one in another namespace, which is what its link's number says. On the host's network, there is one that
     * does not.
     */
    public static boolean isEntered(Host host) {
        boolean container = Files.exists(host.path("/.dockerenv")) || Files.exists(host.path("/run/.containerenv"));
        return container && devicesLeadElsewhere(host);
    }

    private static boolean devicesLeadElsewhere(Host host) {
        try (DirectoryStream<Path> devices = Files.newDirectoryStream(host.path(DEVICES))) {
            for (Path device : devices) {
                // Files beside the devices, such as bonding_masters, are none.
                if (Files.isDirectory(device)
                        && !device.endsWith("lo")
                        && Host.read(device.resolve("ifindex")).equals(Host.read(device.resolve("iflink")))) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            // Unknown, so nothing to warn of.
            return false;
        }
    }
}

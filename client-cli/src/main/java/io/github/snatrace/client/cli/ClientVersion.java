package io.github.snatrace.client.cli;

import io.github.snatrace.commandline.Program;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} says. */
final class ClientVersion implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {"${COMMAND-FULL-NAME} " + text()};
    }

    /** The version alone. */
    static String text() {
        return Program.version(ClientVersion.class);
    }
}

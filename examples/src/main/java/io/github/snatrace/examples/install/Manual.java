package io.github.snatrace.examples.install;

import io.github.snatrace.client.cli.ClientCommand;
import io.github.snatrace.probe.cli.ProbeCommand;
import io.github.snatrace.server.cli.ServerCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;

/** Writes the manual pages and the completion of {@code snat-race}, from the commands themselves. */
public final class Manual {

    private Manual() {}

    /** Takes the directory of the pages, and the file of the completion. */
    public static void main(String[] args) throws IOException {
        CommandLine all = commands();
        for (Map.Entry<String, String> page : pages(all).entrySet()) {
            Files.writeString(Path.of(args[0], page.getKey()), page.getValue());
        }
        Files.writeString(Path.of(args[1]), AutoComplete.bash("snat-race", all));
    }

    /** The three programs as the subcommands of one. */
    static CommandLine commands() {
        CommandSpec spec = CommandSpec.create().name("snat-race").mixinStandardHelpOptions(true);
        spec.usageMessage().description("Reproduces the SNAT race of Linux, and accounts for every lost connection.");
        return new CommandLine(spec)
                .addSubcommand("server", ServerCommand.commandLine())
                .addSubcommand("client", ClientCommand.commandLine())
                .addSubcommand("probe", ProbeCommand.commandLine());
    }

    /** The text of each page, by the name of its file. */
    static Map<String, String> pages(CommandLine all) {
        Map<String, String> pages = new TreeMap<>();
        collect(all, List.of("snat-race"), pages);
        return pages;
    }

    private static void collect(CommandLine command, List<String> path, Map<String, String> pages) {
        String name = String.join("-", path);
        pages.put(name + ".1", page(command, name));
        command.getSubcommands().forEach((sub, line) -> {
            if (!(line.getCommand() instanceof HelpCommand)) {
                List<String> below = new ArrayList<>(path);
                below.add(sub);
                collect(line, below, pages);
            }
        });
    }

    /** What {@code --help} prints, as a manual page shows text that is set already. */
    private static String page(CommandLine command, String name) {
        String help = command.setUsageHelpWidth(78).getUsageMessage(Ansi.OFF);
        String[] description = command.getCommandSpec().usageMessage().description();
        return ".TH \"" + name.toUpperCase(Locale.ROOT) + "\" 1\n.SH NAME\n" + escape(name) + " \\- "
                + escape(description.length == 0 ? "" : description[0]) + "\n.SH USAGE\n.nf\n"
                + escape(help) + ".fi\n";
    }

    /** Keeps what begins like a request of roff, and what it would take for its own, as it is. */
    private static String escape(String text) {
        return text.replace("\\", "\\e").replace("-", "\\-").replaceAll("(?m)^(?=[.'])", "\\\\&");
    }
}

package io.github.snatrace.host;

import java.io.FileNotFoundException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Commands with scripted answers; those without one do not exist. */
public final class FakeCommands implements CommandRunner {
    private final Map<String, Output> answers = new LinkedHashMap<>();
    public final List<String> asked = new ArrayList<>();

    public FakeCommands answer(String command, int exitCode, String out, String err) {
        answers.put(command, new Output(exitCode, out, err));
        return this;
    }

    @Override
    public Output run(List<String> command) throws FileNotFoundException {
        String line = String.join(" ", command);
        asked.add(line);
        Output answer = answers.get(line);
        if (answer == null) {
            throw new FileNotFoundException("there is no command " + command.get(0));
        }
        return answer;
    }
}

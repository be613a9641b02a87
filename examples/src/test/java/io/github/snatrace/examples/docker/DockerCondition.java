package io.github.snatrace.examples.docker;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Starts the daemon once for all tests that need it, and gives it to them. */
final class DockerCondition implements ExecutionCondition, ParameterResolver {

    private static final ExtensionContext.Namespace STORE = ExtensionContext.Namespace.create(DockerCondition.class);

    /** The daemon, or why there is none. */
    private record Answer(Object daemonOrReason) implements AutoCloseable {

        static Answer ask() {
            try {
                return new Answer(DockerDaemon.start());
            } catch (IllegalStateException e) {
                return new Answer(String.valueOf(e.getMessage()));
            }
        }

        @Override
        public void close() {
            if (daemonOrReason instanceof DockerDaemon daemon) {
                daemon.close();
            }
        }
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (answer(context).daemonOrReason() instanceof String reason) {
            if ("true".equals(System.getenv("CI"))) {
                throw new IllegalStateException(reason);
            }
            System.err.println("SKIPPED " + context.getDisplayName() + ": " + reason);
            return ConditionEvaluationResult.disabled(reason);
        }
        return ConditionEvaluationResult.enabled("a daemon runs");
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == DockerDaemon.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return answer(context).daemonOrReason();
    }

    private static Answer answer(ExtensionContext context) {
        return context.getRoot().getStore(STORE).getOrComputeIfAbsent(Answer.class, key -> Answer.ask(), Answer.class);
    }
}

package io.github.snatrace.examples.lab;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Builds the lab once, which installs what it needs where it may, and asks it why if it does not stand. */
final class LabCondition implements ExecutionCondition {

    private static final ExtensionContext.Namespace STORE = ExtensionContext.Namespace.create(LabCondition.class);

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        LabScript.Result lab = context.getRoot()
                .getStore(STORE)
                .getOrComputeIfAbsent(
                        LabCondition.class,
                        key -> LabScript.of(LabScript.HOME + "/up", "--", "true")
                                .run(),
                        LabScript.Result.class);
        if (lab.exitCode() == 0) {
            return ConditionEvaluationResult.enabled("the lab stands");
        }
        String reason = "the lab cannot be built here: " + lab.err().strip();
        if ("true".equals(System.getenv("CI"))) {
            throw new IllegalStateException(reason);
        }
        System.err.println("SKIPPED " + context.getDisplayName() + ": " + reason);
        return ConditionEvaluationResult.disabled(reason);
    }
}

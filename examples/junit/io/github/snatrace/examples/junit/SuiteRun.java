package io.github.snatrace.examples.junit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs a test class where Maven does not: in a namespace of the lab. */
final class SuiteRun {

    private SuiteRun() {}

    /** Runs the class that is named, says what failed, and ends with 3 if anything did, with 4 if nothing ran. */
    public static void main(String[] arguments) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(arguments[0]))
                .build();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request, listener);

        TestExecutionSummary summary = listener.getSummary();
        summary.getFailures()
                .forEach(failure -> System.out.println(failure.getTestIdentifier()
                                .getDisplayName()
                                .replace("()", "")
                        + ": " + failure.getException().getMessage()));
        System.out.printf(
                "%d passed, %d failed%n", summary.getTestsSucceededCount(), summary.getTestsFailedCount());
        System.exit(summary.getTestsFailedCount() > 0 ? 3 : summary.getTestsSucceededCount() == 0 ? 4 : 0);
    }
}

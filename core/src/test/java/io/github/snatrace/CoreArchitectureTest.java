package io.github.snatrace;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.github.snatrace.dial.CloseMode;

/** What users of the library may rely on: nothing prints, nothing exits, and nobody needs Guava to call it. */
@AnalyzeClasses(packages = "io.github.snatrace", importOptions = ImportOption.DoNotIncludeTests.class)
final class CoreArchitectureTest {

    private static final DescribedPredicate<JavaClass> GUAVA = resideInAPackage("com.google..");

    @ArchTest
    static final ArchRule accept_seesOfDialTheCloseModeAlone = noClasses()
            .that()
            .resideInAPackage("io.github.snatrace.accept")
            .should()
            .dependOnClassesThat(resideInAPackage("io.github.snatrace.dial")
                    .and(DescribedPredicate.not(JavaClass.Predicates.type(CloseMode.class))));

    @ArchTest
    static final ArchRule publicSignatures_areFreeOfGuava = methods()
            .that()
            .arePublic()
            .or()
            .areProtected()
            .should()
            .notHaveRawReturnType(GUAVA)
            .andShould()
            .notHaveRawParameterTypes(DescribedPredicate.anyElementThat(GUAVA));

    @ArchTest
    static final ArchRule nothing_printsOrExits = noClasses()
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould()
            .callMethod(System.class, "exit", int.class);

    @ArchTest
    static final ArchRule json_isReadInOneRoom = classes()
            .that(resideOutsideOfPackage("io.github.snatrace.result"))
            .should()
            .onlyDependOnClassesThat(resideOutsideOfPackage("tools.jackson.."));
}

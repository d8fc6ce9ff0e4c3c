package org.careloop;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may know whom. */
@AnalyzeClasses(packages = "org.careloop", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule newsKnowsNothingButTheJdk =
      noClasses().that().resideInAPackage("org.careloop.event..")
          .should().dependOnClassesThat().resideOutsideOfPackages("java..", "org.careloop.event..");

  @ArchTest
  static final ArchRule theInboxNeverTouchesTheEngineItself =
      noClasses().that().resideInAPackage("org.careloop.inbox..")
          .should().dependOnClassesThat().resideInAnyPackage("org.camunda..", "org.careloop.ehr..", "org.careloop.scheduling..", "org.careloop.messaging..");

  @ArchTest
  static final ArchRule theEngineKnowsNoOutsideSystem =
      noClasses().that().resideInAPackage("org.careloop.engine..")
          .should().dependOnClassesThat().resideInAnyPackage(
              "org.careloop.ehr..", "org.careloop.scheduling..", "org.careloop.messaging..", "org.careloop.inbox..", "org.careloop.fhir..");

  @ArchTest
  static final ArchRule anOutsideSystemIsReachedFromItsOwnPackageAlone =
      slices().matching("org.careloop.(ehr|scheduling|messaging)..").should().notDependOnEachOther();

  @ArchTest
  static final ArchRule capabilitiesNeverDriveTheEngine =
      noClasses().that().resideInAnyPackage("org.careloop.ehr..", "org.careloop.scheduling..", "org.careloop.messaging..", "org.careloop.fhir..")
          .should().dependOnClassesThat().resideInAnyPackage("org.camunda.bpm.engine", "org.camunda.bpm.engine.runtime..", "org.camunda.bpm.engine.impl..");

  @ArchTest
  static final ArchRule onlyWhoeverSendsLinksKnowsThePatientsPages =
      noClasses().that().resideOutsideOfPackages("org.careloop.portal..", "org.careloop.messaging..")
          .should().dependOnClassesThat().resideInAPackage("org.careloop.portal..");

  @ArchTest
  static final ArchRule nobodyKnowsTheInbox =
      noClasses().that().resideOutsideOfPackage("org.careloop.inbox..").should().dependOnClassesThat().resideInAPackage("org.careloop.inbox..");

  @ArchTest
  static final ArchRule nobodyKnowsTheSandbox =
      noClasses().that().resideOutsideOfPackage("org.careloop.sandbox..").should().dependOnClassesThat().resideInAPackage("org.careloop.sandbox..");

  @ArchTest
  static final ArchRule theSandboxSpeaksToTheRestOverItsWiresOnly =
      noClasses().that().resideInAPackage("org.careloop.sandbox..")
          .should().dependOnClassesThat().resideInAnyPackage("org.careloop.inbox..", "org.careloop.ehr..", "org.careloop.scheduling..", "org.careloop.messaging..");

  @ArchTest
  static final ArchRule theEnginesInsidesAreTouchedInFewSmallPlaces =
      noClasses().that().resideOutsideOfPackages("org.careloop.engine", "org.careloop.engine.internal..", "org.careloop.engine.forms..", "org.careloop.security.internal..", "org.careloop.audit.internal..")
          .should().dependOnClassesThat().resideInAPackage("org.camunda.bpm.engine.impl..");

  @ArchTest
  static final ArchRule whoWritesKnowsNothingOfTheChain =
      noClasses().that().resideInAPackage("org.careloop.trail..")
          .should().dependOnClassesThat().resideOutsideOfPackages("java..", "org.careloop.trail..");

  @ArchTest
  static final ArchRule nobodyKnowsTheAudit =
      noClasses().that().resideOutsideOfPackages("org.careloop.audit..", "org.careloop.keeping..", "org.careloop")
          .should().dependOnClassesThat().resideInAnyPackage("org.careloop.audit..", "org.careloop.keeping..");

  @ArchTest
  static final ArchRule fhirIsFetchedByOurOwnClientAlone =
      noClasses().should().dependOnClassesThat().resideInAnyPackage("org.hl7.fhir.utilities..");

  @ArchTest
  static final ArchRule noPackageIsADrawer =
      noClasses().should().resideInAnyPackage("..util..", "..common..", "..helper..", "..config..", "..service..", "..impl..", "..manager..");

  @ArchTest
  static final ArchRule noCycles = slices().matching("org.careloop.(*)..").should().beFreeOfCycles();
}

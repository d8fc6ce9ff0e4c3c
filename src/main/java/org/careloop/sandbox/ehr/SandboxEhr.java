package org.careloop.sandbox.ehr;

import ca.uhn.fhir.context.FhirContext;
import jakarta.servlet.Filter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import org.careloop.sandbox.Partners;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CareTeam;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Coverage;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.EpisodeOfCare;
import org.hl7.fhir.r4.model.Flag;
import org.hl7.fhir.r4.model.Goal;
import org.hl7.fhir.r4.model.ListResource;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Medication;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.MedicationStatement;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.RiskAssessment;
import org.hl7.fhir.r4.model.Schedule;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.Slot;
import org.hl7.fhir.r4.model.Task;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/** The simulated EHR at {@code /sandbox/fhir}: its store, servlet, sample patients and moods. In profile {@code sandbox} only. */
@Configuration(proxyBeanMethods = false)
@Profile("sandbox")
class SandboxEhr {

  static final String PATH = "/sandbox/fhir/*";

  static final List<Class<? extends Resource>> TYPES = List.of(
      AllergyIntolerance.class, Appointment.class, AuditEvent.class, CarePlan.class, CareTeam.class, Communication.class, Condition.class,
      Consent.class, Coverage.class, DiagnosticReport.class, DocumentReference.class, Encounter.class, EpisodeOfCare.class, Flag.class,
      Goal.class, ListResource.class, Location.class, Medication.class, MedicationRequest.class, MedicationStatement.class,
      Observation.class, Organization.class, Patient.class, Practitioner.class, PractitionerRole.class, Procedure.class, Provenance.class,
      QuestionnaireResponse.class, RelatedPerson.class, RiskAssessment.class, Schedule.class, ServiceRequest.class, Slot.class, Task.class);

  @Bean
  FhirStore sandboxEhrStore(SandboxEhrSettings settings, FhirContext context, Clock clock, Environment environment,
      @Value("${careloop.zone:America/New_York}") ZoneId zone) {
    FhirStore store = isInMemory(settings, environment) ? FhirStore.inMemory(context, clock)
        : FhirStore.at(Path.of(settings.journal()), context, clock);
    if (settings.samplePatients()) {
      store.addMissing(SamplePatients.dated(clock.instant(), zone));
    }
    return store;
  }

  @Bean
  ServletRegistrationBean<SandboxFhirServer> sandboxEhrServer(FhirContext context, FhirStore sandboxEhrStore) {
    var server = new ServletRegistrationBean<>(new SandboxFhirServer(context, "Sandbox EHR", sandboxEhrStore, TYPES), PATH);
    server.setName("sandboxEhr");
    server.setLoadOnStartup(1);
    return server;
  }

  @Bean
  FilterRegistrationBean<Filter> sandboxEhrMood(Partners partners) {
    var filter = new FilterRegistrationBean<>(partners.filter(Partners.EHR));
    filter.setName("sandboxEhrMood");
    filter.addUrlPatterns(PATH);
    filter.setOrder(Ordered.LOWEST_PRECEDENCE - 10);
    return filter;
  }

  private static boolean isInMemory(SandboxEhrSettings settings, Environment environment) {
    return settings.journal().isBlank() || settings.journal().equals(SandboxEhrSettings.DEFAULT_JOURNAL)
        && environment.getProperty("spring.datasource.url", "").contains(":mem:");
  }
}

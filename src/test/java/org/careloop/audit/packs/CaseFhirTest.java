package org.careloop.audit.packs;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.StrictErrorHandler;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Property;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;

/** A case as FHIR R4, read back strictly. */
class CaseFhirTest {

  private static final FhirContext FHIR = FhirContext.forR4();

  @Test
  void itReadsStrictlyAndNoRequiredElementIsMissing() {
    Bundle bundle = bundle();
    assertThat(bundle.getType()).isEqualTo(Bundle.BundleType.COLLECTION);
    bundle.getEntry().forEach(entry -> {
      assertThat(entry.getFullUrl()).startsWith("urn:uuid:");
      complete(entry.getResource(), entry.getResource().fhirType());
    });
    assertThat(bundle.getEntry().stream().map(Bundle.BundleEntryComponent::getFullUrl)).doesNotHaveDuplicates();
  }

  @Test
  void eachEntryOfTheTimelineIsAnAuditEventWithWhoWhatAndOfWhom() {
    List<AuditEvent> events = resources(AuditEvent.class);
    assertThat(events).hasSameSizeAs(SampleStory.story().timeline());
    assertThat(events).allSatisfy(event -> {
      assertThat(event.getAgent()).isNotEmpty().allMatch(agent -> agent.hasRequestor());
      assertThat(event.getSource().getObserver().getIdentifier().getValue()).isNotBlank();
      assertThat(event.getEntity()).anyMatch(entity -> entity.getWhat().getIdentifier().getValue() != null && entity.getWhat().getIdentifier().getSystem()
          .equals(CaseFhir.CASES));
      assertThat(event.getEntity()).anyMatch(entity -> "Patient/p100234".equals(entity.getWhat().getReference()));
      assertThat(event.getOutcome().toCode()).isIn("0", "4", "8", "12");
      assertThat(event.getAction().toCode()).isIn("C", "R", "U", "D", "E");
    });
    AuditEvent call = events.stream().filter(event -> "coordinator".equals(event.getAgentFirstRep().getAltId())).findFirst().orElseThrow();
    assertThat(call.getAction()).isEqualTo(AuditEvent.AuditEventAction.U);
    assertThat(call.getRecorded()).isEqualTo(Date.from(SampleStory.at(1440)));
    assertThat(call.getEntityFirstRep().getDescription()).isEqualTo("Filled in \"Call patient\"");
    assertThat(call.getEntityFirstRep().getDetail()).anyMatch(detail -> detail.getType().equals("Patient reached?")
        && detail.getValue().primitiveValue().equals("yes"));
    assertThat(events).filteredOn(event -> event.getOutcome() == AuditEvent.AuditEventOutcome._4).hasSize(1);
  }

  @Test
  void aDecisionSaysWhichTableDecidedAndPointsToWhatHappened() {
    Provenance decided = resources(Provenance.class).get(0);
    assertThat(decided.getTarget()).anyMatch(target -> target.getReference() != null && bundle().getEntry().stream()
        .anyMatch(entry -> entry.getFullUrl().equals(target.getReference()) && entry.getResource() instanceof AuditEvent));
    assertThat(decided.getEntity()).anyMatch(entity -> entity.getWhat().getDisplay().equals("Table LACE index, version 1.0.0")
        && entity.getWhat().getIdentifier().getValue().equals("lace-index:3:c"));
    assertThat(decided.getEntity()).anyMatch(entity -> entity.getWhat().getDisplay().equals("Given LACE score = 13; rows that fired: 3"));
    assertThat(decided.getActivity().getText()).isEqualTo("LACE index: LACE band = high");
  }

  @Test
  void anOperatorsChangeSaysWhoAndWhy() {
    Provenance change = resources(Provenance.class).get(1);
    assertThat(change.getAgentFirstRep().getWho().getIdentifier().getValue()).isEqualTo("admin");
    assertThat(change.getReasonFirstRep().getText()).isEqualTo("Health record is back");
  }

  private static Bundle bundle() {
    IParser strict = FHIR.newJsonParser();
    strict.setParserErrorHandler(new StrictErrorHandler());
    return strict.parseResource(Bundle.class, new CaseFhir(FHIR).json(SampleStory.story(), SampleStory.at(50_000)));
  }

  private static <T extends Resource> List<T> resources(Class<T> type) {
    return bundle().getEntry().stream().map(Bundle.BundleEntryComponent::getResource).filter(type::isInstance).map(type::cast).toList();
  }

  // The model knows how often each element must be there.
  private static void complete(Base element, String path) {
    Set<String> seen = new HashSet<>();
    for (Property property : element.children()) {
      if (seen.add(property.getName())) {
        assertThat(property.getValues().size()).as("%s.%s", path, property.getName()).isGreaterThanOrEqualTo(property.getMinCardinality());
        property.getValues().forEach(value -> complete(value, path + "." + property.getName()));
      }
    }
  }
}

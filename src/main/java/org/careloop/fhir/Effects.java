package org.careloop.fhir;

import java.util.List;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Property;

/**
 * The marks that make a write happen once: an identifier whose value is the effect id of the step that wrote. The first one stays for ever,
 * since it is what the resource was created by; of later changes only the newest are kept.
 */
public final class Effects {

  private static final int MOST_CHANGES_REMEMBERED = 20;

  private Effects() {}

  /** Marks a new resource, unless it is marked already. */
  static void mark(DomainResource resource, String effectId) {
    if (own(resource).isEmpty()) {
      add(resource, effectId);
    }
  }

  /** Whether the step with this effect id has written or changed what was read. */
  public static boolean bears(DomainResource resource, String effectId) {
    return own(resource).stream().anyMatch(mark -> effectId.equals(mark.getValue()));
  }

  /** Marks a resource that is about to be changed by a step; only types with several identifiers can be. */
  public static void markChange(DomainResource resource, String effectId) {
    if (identifiers(resource).getMaxCardinality() < 2) {
      throw new IllegalArgumentException("%s: expected a resource type with several identifiers, to change it once"
          .formatted(resource.fhirType()));
    }
    List<Identifier> own = own(resource);
    if (own.size() > MOST_CHANGES_REMEMBERED) {
      resource.removeChild("identifier", own.get(1));
    }
    add(resource, effectId);
  }

  /** The mark as a search value. */
  static String token(String effectId) {
    return FhirEndpoint.token(FhirEndpoint.EFFECT_SYSTEM, effectId);
  }

  private static void add(DomainResource resource, String effectId) {
    Property property = identifiers(resource);
    if (property.getMaxCardinality() < 2 && property.hasValues()) {
      throw new IllegalArgumentException("%s: expected no identifier of its own, since the one that it can have makes it be written once"
          .formatted(resource.fhirType()));
    }
    resource.setProperty("identifier", new Identifier().setSystem(FhirEndpoint.EFFECT_SYSTEM).setValue(effectId));
  }

  private static List<Identifier> own(DomainResource resource) {
    return identifiers(resource).getValues().stream().map(Effects::identifier)
        .filter(identifier -> FhirEndpoint.EFFECT_SYSTEM.equals(identifier.getSystem())).toList();
  }

  private static Identifier identifier(Base value) {
    return (Identifier) value;
  }

  private static Property identifiers(DomainResource resource) {
    Property property = resource.getNamedProperty("identifier");
    if (property == null) {
      throw new IllegalArgumentException("%s: expected a resource type with identifiers, to write it once".formatted(resource.fhirType()));
    }
    return property;
  }
}

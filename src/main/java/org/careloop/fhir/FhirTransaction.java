package org.careloop.fhir;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Resource;

/**
 * Several writes that the partner does all together or not at all. Each new resource carries an effect id of its own and is created only
 * if none carries it yet, so that the same transaction sent again changes nothing. {@link FhirEndpoint#transact} sends it.
 */
public final class FhirTransaction {

  private final Bundle bundle = new Bundle().setType(BundleType.TRANSACTION);
  private final List<String> effectIds = new ArrayList<>();

  /**
   * Adds a resource that is created once for this effect id.
   *
   * @param effectId of this one resource: the step's effect id with a part of its own behind it
   * @return how others of the transaction refer to it, and how its id is asked for afterwards
   */
  public String create(DomainResource resource, String effectId) {
    Effects.mark(resource, effectId);
    String place = "urn:uuid:" + UUID.randomUUID();
    BundleEntryComponent entry = bundle.addEntry().setFullUrl(place).setResource(resource);
    entry.getRequest().setMethod(HTTPVerb.POST).setUrl(resource.fhirType())
        .setIfNoneExist("identifier=" + URLEncoder.encode(Effects.token(effectId), StandardCharsets.UTF_8));
    effectIds.add(effectId);
    return place;
  }

  /** Adds the new version of a resource that was read before; the whole transaction is refused when somebody has changed it meanwhile. */
  public String update(Resource resource) {
    IIdType id = resource.getIdElement();
    String place = "%s/%s".formatted(resource.fhirType(), id.getIdPart());
    BundleEntryComponent entry = bundle.addEntry().setResource(resource);
    entry.getRequest().setMethod(HTTPVerb.PUT).setUrl(place);
    if (id.hasVersionIdPart()) {
      entry.getRequest().setIfMatch("W/\"%s\"".formatted(id.getVersionIdPart()));
    }
    effectIds.add(null);
    return place;
  }

  Bundle bundle() {
    return bundle;
  }

  /** What the entry's new resource is marked with; null for a resource that is changed. */
  String effectId(int entry) {
    return effectIds.get(entry);
  }
}

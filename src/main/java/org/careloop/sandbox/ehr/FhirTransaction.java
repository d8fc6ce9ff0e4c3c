package org.careloop.sandbox.ehr;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.annotation.Transaction;
import ca.uhn.fhir.rest.annotation.TransactionParam;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/**
 * A FHIR transaction over the {@link FhirStore}: POST (also conditional), PUT and DELETE, all or nothing, with references among its own
 * entries. Everything that can be refused is refused before the first write.
 */
public class FhirTransaction {

  private final FhirContext context;
  private final FhirStore store;
  private final Set<String> types;

  FhirTransaction(FhirContext context, FhirStore store, Set<String> types) {
    this.context = context;
    this.store = store;
    this.types = types;
  }

  @Transaction
  public Bundle transaction(@TransactionParam Bundle given) {
    if (given.getType() != BundleType.TRANSACTION) {
      throw new InvalidRequestException("Bundle.type: expected transaction.");
    }
    synchronized (store) {
      Map<BundleEntryComponent, String> targets = new LinkedHashMap<>();
      Map<String, String> references = new LinkedHashMap<>();
      for (BundleEntryComponent entry : given.getEntry()) {
        String target = target(entry);
        targets.put(entry, target);
        if (entry.hasFullUrl()) {
          references.put(entry.getFullUrl(), target);
        }
      }
      Bundle answer = new Bundle().setType(BundleType.TRANSACTIONRESPONSE);
      targets.forEach((entry, target) -> answer.addEntry().getResponse().setStatus(write(entry, target, references)).setLocation(target));
      return answer;
    }
  }

  /** The type and id that an entry is about, known before anything is written. */
  private String target(BundleEntryComponent entry) {
    String[] url = entry.getRequest().getUrl() == null ? new String[] {""} : entry.getRequest().getUrl().split("[/?]");
    HTTPVerb method = entry.getRequest().getMethod();
    if (!types.contains(url[0]) || method == null) {
      throw new InvalidRequestException("Bundle.entry.request: expected a method and a resource type that is known here.");
    }
    boolean typed = entry.getResource() != null && entry.getResource().fhirType().equals(url[0]);
    if (method == HTTPVerb.POST && url.length == 1 && typed) {
      if (entry.getRequest().hasIfNoneExist()) {
        return store.matching(url[0], StoredType.criteria(entry.getRequest().getIfNoneExist()))
            .map(there -> url[0] + "/" + there.getIdElement().getIdPart()).orElseGet(() -> url[0] + "/" + store.nextId(url[0]));
      }
      return url[0] + "/" + store.nextId(url[0]);
    }
    if (url.length == 2 && (method == HTTPVerb.DELETE || method == HTTPVerb.PUT && typed)) {
      if (entry.getRequest().hasIfMatch()) {
        store.requireVersion(url[0], url[1], entry.getRequest().getIfMatch().replaceAll("^W/\"|\"$", ""));
      }
      return url[0] + "/" + url[1];
    }
    throw new InvalidRequestException("Bundle.entry.request: expected POST type, PUT type/id or DELETE type/id, each with its resource.");
  }

  private String write(BundleEntryComponent entry, String target, Map<String, String> references) {
    String type = target.substring(0, target.indexOf('/'));
    String id = target.substring(target.indexOf('/') + 1);
    if (entry.getRequest().getMethod() == HTTPVerb.DELETE) {
      store.delete(type, id);
      return "204 No Content";
    }
    if (entry.getRequest().hasIfNoneExist() && store.matching(type, StoredType.criteria(entry.getRequest().getIfNoneExist())).isPresent()) {
      return "200 OK";
    }
    Resource resource = entry.getResource().copy();
    context.newTerser().getAllPopulatedChildElementsOfType(resource, Reference.class).stream()
        .filter(reference -> references.containsKey(reference.getReference()))
        .forEach(reference -> reference.setReference(references.get(reference.getReference())));
    return store.update(resource, id, null).created() ? "201 Created" : "200 OK";
  }
}

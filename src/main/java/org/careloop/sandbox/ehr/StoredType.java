package org.careloop.sandbox.ehr;

import ca.uhn.fhir.model.api.annotation.ResourceDef;
import ca.uhn.fhir.rest.annotation.ConditionalUrlParam;
import ca.uhn.fhir.rest.annotation.Create;
import ca.uhn.fhir.rest.annotation.Delete;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Read;
import ca.uhn.fhir.rest.annotation.ResourceParam;
import ca.uhn.fhir.rest.annotation.Search;
import ca.uhn.fhir.rest.annotation.Update;
import ca.uhn.fhir.rest.api.MethodOutcome;
import ca.uhn.fhir.rest.api.server.IBundleProvider;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.IResourceProvider;
import ca.uhn.fhir.rest.server.SimpleBundleProvider;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Resource;

/** One resource type of the simulated partner over HTTP: from HAPI's server to the {@link FhirStore} and back. Keeps nothing itself. */
public class StoredType<T extends Resource> implements IResourceProvider {

  private final Class<T> type;
  private final String name;
  private final FhirStore store;

  StoredType(Class<T> type, FhirStore store) {
    this.type = type;
    this.name = name(type);
    this.store = store;
  }

  /** The FHIR name of a type. */
  static String name(Class<? extends Resource> type) {
    return type.getAnnotation(ResourceDef.class).name();
  }

  @Override
  public Class<T> getResourceType() {
    return type;
  }

  @Read(version = true)
  public Resource read(@IdParam IdType id) {
    return id.hasVersionIdPart() ? store.read(name, id.getIdPart(), id.getVersionIdPart()) : store.read(name, id.getIdPart());
  }

  @Search(allowUnknownParams = true)
  public IBundleProvider search(RequestDetails request) {
    Map<String, List<String>> criteria = new LinkedHashMap<>();
    request.getParameters().forEach((name, values) -> criteria.put(name, Arrays.asList(values)));
    return new SimpleBundleProvider(store.search(name, criteria));
  }

  @Create
  public MethodOutcome create(@ResourceParam T resource, @ConditionalUrlParam String condition) {
    return outcome(condition == null ? store.create(resource) : store.createUnless(resource, criteria(condition)));
  }

  @Update
  public MethodOutcome update(@IdParam IdType id, @ResourceParam T resource) {
    return outcome(store.update(resource, id.getIdPart(), id.getVersionIdPart()));
  }

  @Delete
  public void delete(@IdParam IdType id) {
    store.delete(name, id.getIdPart());
  }

  static Map<String, List<String>> criteria(String conditionalUrl) {
    Map<String, List<String>> criteria = new LinkedHashMap<>();
    for (String pair : conditionalUrl.substring(conditionalUrl.indexOf('?') + 1).split("&")) {
      int equals = pair.indexOf('=');
      String key = URLDecoder.decode(equals < 0 ? pair : pair.substring(0, equals), StandardCharsets.UTF_8);
      String value = equals < 0 ? "" : URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
      criteria.computeIfAbsent(key, k -> new ArrayList<>()).add(value);
    }
    return criteria;
  }

  private static MethodOutcome outcome(FhirStore.Written written) {
    MethodOutcome outcome = new MethodOutcome(written.resource().getIdElement(), written.created());
    outcome.setResource(written.resource());
    return outcome;
  }
}

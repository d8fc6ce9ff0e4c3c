package org.careloop.sandbox.ehr;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.server.FifoMemoryPagingProvider;
import ca.uhn.fhir.rest.server.RestfulServer;
import java.util.List;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Resource;

/** A FHIR R4 endpoint of a simulated partner: a servlet over a {@link FhirStore} that serves the resource types it is given. */
public class SandboxFhirServer extends RestfulServer {

  private static final long serialVersionUID = 1L;

  private final transient FhirStore store;
  private final transient List<Class<? extends Resource>> types;

  public SandboxFhirServer(FhirContext context, String name, FhirStore store, List<Class<? extends Resource>> types) {
    super(context);
    this.store = store;
    this.types = types;
    setServerName(name);
  }

  @Override
  protected void initialize() {
    setDefaultResponseEncoding(EncodingEnum.JSON);
    setPagingProvider(new FifoMemoryPagingProvider(100).setDefaultPageSize(200).setMaximumPageSize(1000));
    types.forEach(type -> registerProvider(new StoredType<>(type, store)));
    registerProvider(new FhirTransaction(getFhirContext(), store, types.stream().map(StoredType::name).collect(Collectors.toSet())));
    // Scans the classes now, which could make somebody's first request time out.
    types.forEach(getFhirContext()::getResourceDefinition);
  }
}

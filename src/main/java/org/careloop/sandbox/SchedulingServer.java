package org.careloop.sandbox;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.model.api.Include;
import ca.uhn.fhir.rest.annotation.ConditionalUrlParam;
import ca.uhn.fhir.rest.annotation.Create;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.IncludeParam;
import ca.uhn.fhir.rest.annotation.OptionalParam;
import ca.uhn.fhir.rest.annotation.Read;
import ca.uhn.fhir.rest.annotation.ResourceParam;
import ca.uhn.fhir.rest.annotation.Search;
import ca.uhn.fhir.rest.annotation.Update;
import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.api.MethodOutcome;
import ca.uhn.fhir.rest.api.server.IBundleProvider;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.param.DateRangeParam;
import ca.uhn.fhir.rest.param.TokenParam;
import ca.uhn.fhir.rest.server.FifoMemoryPagingProvider;
import ca.uhn.fhir.rest.server.IResourceProvider;
import ca.uhn.fhir.rest.server.RestfulServer;
import ca.uhn.fhir.rest.server.SimpleBundleProvider;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.careloop.sandbox.ehr.FhirStore;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Schedule;
import org.hl7.fhir.r4.model.Slot;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;

/** The scheduling partner over HTTP: FHIR R4 Slot, Schedule and Appointment of the {@link SchedulingDesk}. Keeps nothing itself. */
final class SchedulingServer extends RestfulServer {

  private static final long serialVersionUID = 1L;

  private final transient SchedulingDesk desk;

  SchedulingServer(FhirContext context, SchedulingDesk desk) {
    super(context);
    this.desk = desk;
    setServerName("Careloop sandbox scheduling");
  }

  @Override
  protected void initialize() {
    setDefaultResponseEncoding(EncodingEnum.JSON);
    setPagingProvider(new FifoMemoryPagingProvider(50).setDefaultPageSize(200).setMaximumPageSize(1000));
    registerProvider(new Slots(desk));
    registerProvider(new Schedules(desk));
    registerProvider(new Appointments(desk));
    // Loads and scans the classes now, which would make the first request of all time out.
    getFhirContext().newJsonParser().encodeResourceToString(desk.slot("alvarez-20260307-0900"));
    getFhirContext().getResourceDefinition(Appointment.class);
  }

  /** Free and taken hours. */
  public static final class Slots implements IResourceProvider {

    private final SchedulingDesk desk;

    Slots(SchedulingDesk desk) {
      this.desk = desk;
    }

    @Override
    public Class<Slot> getResourceType() {
      return Slot.class;
    }

    @Read
    public Slot read(@IdParam IdType id) {
      return desk.slot(id.getIdPart());
    }

    @Search
    public List<Slot> search(
        @OptionalParam(name = Slot.SP_STATUS) TokenParam status,
        @OptionalParam(name = Slot.SP_SERVICE_TYPE) TokenParam serviceType,
        @OptionalParam(name = Slot.SP_START) DateRangeParam start,
        @IncludeParam(allow = "Slot:schedule") Set<Include> includes) {
      Instant from = start == null ? null : instant(start.getLowerBoundAsInstant());
      Instant until = start == null ? null : instant(start.getUpperBoundAsInstant());
      return desk.slots(from, until, serviceType == null ? null : serviceType.getValue()).stream()
          .filter(slot -> status == null || status.getValue().equals(slot.getStatus().toCode()))
          .toList();
    }

    private static Instant instant(Date date) {
      return date == null ? null : date.toInstant();
    }
  }

  /** Whose hours they are. */
  public static final class Schedules implements IResourceProvider {

    private final SchedulingDesk desk;

    Schedules(SchedulingDesk desk) {
      this.desk = desk;
    }

    @Override
    public Class<Schedule> getResourceType() {
      return Schedule.class;
    }

    @Read
    public Schedule read(@IdParam IdType id) {
      return desk.schedule(id.getIdPart());
    }
  }

  /** What is booked. */
  public static final class Appointments implements IResourceProvider {

    private final SchedulingDesk desk;

    Appointments(SchedulingDesk desk) {
      this.desk = desk;
    }

    @Override
    public Class<Appointment> getResourceType() {
      return Appointment.class;
    }

    @Read
    public Resource read(@IdParam IdType id) {
      return desk.appointment(id.getIdPart());
    }

    @Search(allowUnknownParams = true)
    public IBundleProvider search(RequestDetails request) {
      Map<String, List<String>> criteria = new LinkedHashMap<>();
      request.getParameters().forEach((name, values) -> criteria.put(name, Arrays.asList(values)));
      return new SimpleBundleProvider(desk.search(criteria));
    }

    @Create
    public MethodOutcome book(@ResourceParam Appointment appointment, @ConditionalUrlParam String condition) {
      Map<String, List<String>> criteria = new LinkedHashMap<>();
      if (condition != null) {
        UriComponentsBuilder.fromUriString(condition).build().getQueryParams().forEach((name, values) -> criteria.put(name,
            values.stream().map(value -> UriUtils.decode(value, "UTF-8")).toList()));
      }
      return outcome(desk.book(appointment, criteria));
    }

    @Update
    public MethodOutcome change(@IdParam IdType id, @ResourceParam Appointment appointment) {
      return outcome(desk.change(appointment, id.getIdPart(), id.getVersionIdPart()));
    }

    private static MethodOutcome outcome(FhirStore.Written written) {
      MethodOutcome outcome = new MethodOutcome(written.resource().getIdElement(), written.created());
      outcome.setResource(written.resource());
      return outcome;
    }
  }
}

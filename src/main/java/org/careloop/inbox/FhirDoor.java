package org.careloop.inbox;

import ca.uhn.fhir.context.FhirContext;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.careloop.inbox.FhirReader.Parsed;
import org.careloop.inbox.Inbox.Outcome;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.MessageHeader;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * FHIR R4 notifications in JSON: bundles and single resources. Answers as FHIR does: a response bundle for a bundle, an OperationOutcome
 * else; 400 names the element at fault. It is a door, not a server: nothing that was sent can be read back here.
 */
@RestController
class FhirDoor {

  private static final MediaType FHIR_JSON = MediaType.parseMediaType("application/fhir+json;charset=UTF-8");
  private static final Set<String> TAKEN = Set.of("application/fhir+json", "application/json", "application/json+fhir");

  private final FhirContext fhir = FhirContext.forR4Cached();
  private final FhirReader reader;
  private final Inbox inbox;
  private final InboxSettings settings;
  private final Clock clock;

  FhirDoor(FhirReader reader, Inbox inbox, InboxSettings settings, Clock clock) {
    this.reader = reader;
    this.inbox = inbox;
    this.settings = settings;
    this.clock = clock;
  }

  @PostMapping("/fhir")
  ResponseEntity<byte[]> bundle(HttpServletRequest request) {
    return answering(request, parsed -> {
      if (!(parsed.resource() instanceof Bundle bundle)) {
        throw new BadResource("structure", "Resource", "expected a Bundle, send a single resource to /fhir/{type}");
      }
      reader.checkBundle(bundle);
      return bundle.getType() == BundleType.BATCH ? batch(bundle, parsed.notes()) : whole(bundle, parsed.notes());
    });
  }

  @PostMapping("/fhir/{type}")
  ResponseEntity<byte[]> post(@PathVariable String type, HttpServletRequest request) {
    return answering(request, parsed -> single(type, null, parsed));
  }

  @PutMapping("/fhir/{type}/{id}")
  ResponseEntity<byte[]> put(@PathVariable String type, @PathVariable String id, HttpServletRequest request) {
    return answering(request, parsed -> single(type, id, parsed));
  }

  private Resource single(String type, String id, Parsed parsed) {
    Resource resource = parsed.resource();
    if (!FhirReader.TAKEN.contains(type)) {
      throw new BadResource("not-supported", "Resource", "expected one of " + FhirReader.TAKEN.stream().sorted().toList());
    }
    if (!resource.fhirType().equals(type)) {
      throw new BadResource("invalid", "resourceType", "%s, but the address says %s".formatted(resource.fhirType(), type));
    }
    if (id != null && !id.equals(resource.getIdElement().getIdPart())) {
      throw new BadResource("invalid", type + ".id", "expected the id in the address");
    }
    return outcome(inbox.receive(List.of(reader.read(resource, null, parsed.notes(), clock.instant()))).get(0));
  }

  /** Transaction, collection and message: all or nothing. */
  private Resource whole(Bundle bundle, List<String> notes) {
    Instant now = clock.instant();
    List<Letter> letters = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < bundle.getEntry().size(); i++) {
      if (reader.isNews(bundle.getEntry().get(i).getResource(), hasEncounter(bundle))) {
        letters.add(read(bundle, i, notes, now));
        places.add(i);
      }
    }
    if (letters.isEmpty()) {
      throw nothingNew();
    }
    List<Outcome> outcomes = inbox.receive(letters);
    if (bundle.getType() == BundleType.COLLECTION) {
      OperationOutcome all = new OperationOutcome();
      outcomes.forEach(outcome -> outcome(outcome).getIssue().forEach(all::addIssue));
      return all;
    }
    Bundle response = new Bundle();
    if (bundle.getType() == BundleType.MESSAGE) {
      response.setType(BundleType.MESSAGE).setTimestamp(Date.from(now));
      response.addEntry().setResource(messageHeader(bundle));
      outcomes.forEach(outcome -> response.addEntry().setResource(outcome(outcome)));
      return response;
    }
    response.setType(BundleType.TRANSACTIONRESPONSE);
    for (int i = 0; i < bundle.getEntry().size(); i++) {
      int place = places.indexOf(i);
      answer(response, "200", place < 0 ? beside() : outcome(outcomes.get(place)));
    }
    return response;
  }

  /** Each entry for itself. */
  private Resource batch(Bundle bundle, List<String> notes) {
    Instant now = clock.instant();
    Bundle response = new Bundle().setType(BundleType.BATCHRESPONSE);
    boolean news = false;
    for (int i = 0; i < bundle.getEntry().size(); i++) {
      if (!reader.isNews(bundle.getEntry().get(i).getResource(), hasEncounter(bundle))) {
        answer(response, "200", beside());
        continue;
      }
      news = true;
      try {
        answer(response, "200", outcome(inbox.receive(List.of(read(bundle, i, notes, now))).get(0)));
      } catch (BadResource bad) {
        answer(response, "400", problem(bad));
      } catch (RuntimeException ours) {
        inbox.failed(FhirReader.DOOR, ours);
        answer(response, "500", failure());
      }
    }
    if (!news) {
      throw nothingNew();
    }
    return response;
  }

  private Letter read(Bundle bundle, int place, List<String> notes, Instant now) {
    try {
      return reader.read(bundle.getEntry().get(place).getResource(), bundle, notes, now);
    } catch (BadResource bad) {
      throw new BadResource(bad.issue(), "Bundle.entry[%d].resource".formatted(place), bad.getMessage());
    }
  }

  private static boolean hasEncounter(Bundle bundle) {
    return bundle.getEntry().stream().anyMatch(entry -> entry.getResource() instanceof Encounter);
  }

  private static BadResource nothingNew() {
    return new BadResource("not-supported", "Bundle.entry", "expected at least one of " + FhirReader.TAKEN.stream().sorted().toList());
  }

  private static MessageHeader messageHeader(Bundle bundle) {
    MessageHeader answer = new MessageHeader();
    MessageHeader asked = bundle.getEntryFirstRep().getResource() instanceof MessageHeader header ? header : new MessageHeader();
    if (asked.hasEvent()) {
      answer.setEvent(asked.getEvent());
    }
    answer.getSource().setName("Careloop").setEndpoint("urn:careloop:inbox");
    answer.getResponse().setCode(MessageHeader.ResponseType.OK)
        .setIdentifier(asked.getIdElement().hasIdPart() ? asked.getIdElement().getIdPart() : bundle.getIdElement().getIdPart());
    return answer;
  }

  private static void answer(Bundle response, String status, OperationOutcome outcome) {
    BundleEntryComponent entry = response.addEntry();
    entry.getResponse().setStatus(status + switch (status) {
      case "200" -> " OK";
      case "400" -> " Bad Request";
      default -> " Internal Server Error";
    }).setOutcome(outcome);
  }

  private static OperationOutcome outcome(Outcome outcome) {
    return outcome.warning() == null || outcome.warning().isEmpty()
        ? issue(IssueSeverity.INFORMATION, IssueType.INFORMATIONAL, null, "Stored.")
        : issue(IssueSeverity.WARNING, IssueType.BUSINESSRULE, null, "Stored and set aside for a person. " + outcome.warning());
  }

  private static OperationOutcome beside() {
    return issue(IssueSeverity.INFORMATION, IssueType.INFORMATIONAL, null, "Read for its Encounter and not kept.");
  }

  private static OperationOutcome problem(BadResource bad) {
    return issue(IssueSeverity.ERROR, IssueType.fromCode(bad.issue()), bad.element(), bad.getMessage());
  }

  private static OperationOutcome failure() {
    return issue(IssueSeverity.FATAL, IssueType.EXCEPTION, null, "Not stored by our own fault. Send it again later.");
  }

  private static OperationOutcome issue(IssueSeverity severity, IssueType type, String element, String words) {
    OperationOutcome outcome = new OperationOutcome();
    outcome.addIssue().setSeverity(severity).setCode(type).setDiagnostics(words);
    if (element != null && element.matches("[A-Za-z]+(\\.[A-Za-z]+|\\[\\d+])*")) {
      outcome.getIssueFirstRep().addExpression(element);
    }
    return outcome;
  }

  private interface Reading {
    Resource answer(Parsed parsed);
  }

  private ResponseEntity<byte[]> answering(HttpServletRequest request, Reading reading) {
    try {
      String type = request.getContentType() == null ? "" : request.getContentType().split(";")[0].trim().toLowerCase(Locale.ROOT);
      if (!TAKEN.contains(type)) {
        return response(415, problem(new BadResource("not-supported", "Content-Type", "expected application/fhir+json")));
      }
      return response(200, reading.answer(reader.parse(text(request))));
    } catch (BadResource bad) {
      inbox.refused(FhirReader.DOOR, bad.element());
      return response(400, problem(bad));
    } catch (IOException hungUp) {
      return response(400, problem(new BadResource("incomplete", "Resource", "the request ended before its content")));
    } catch (RuntimeException | StackOverflowError ours) {
      inbox.failed(FhirReader.DOOR, ours);
      return response(500, failure());
    }
  }

  private String text(HttpServletRequest request) throws IOException {
    int limit = Math.toIntExact(settings.maxBundleSize().toBytes());
    byte[] body = request.getContentLengthLong() > limit ? new byte[0] : request.getInputStream().readNBytes(limit + 1);
    if (request.getContentLengthLong() > limit || body.length > limit) {
      throw new BadResource("too-long", "Resource", "goes beyond the %d bytes that a request may have".formatted(limit));
    }
    if (body.length == 0) {
      throw new BadResource("required", "Resource", "the request is empty");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw new BadResource("structure", "Resource", "holds bytes that are not UTF-8");
    }
  }

  private ResponseEntity<byte[]> response(int status, Resource resource) {
    return ResponseEntity.status(status).contentType(FHIR_JSON)
        .body(fhir.newJsonParser().encodeResourceToString(resource).getBytes(StandardCharsets.UTF_8));
  }
}

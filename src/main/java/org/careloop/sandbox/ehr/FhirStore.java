package org.careloop.sandbox.ehr;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.server.exceptions.PreconditionFailedException;
import ca.uhn.fhir.rest.server.exceptions.ResourceGoneException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.Resource;

/**
 * Every resource of a simulated FHIR partner, all versions of it, in memory and in a journal. Hands out copies only. Knows nothing of HTTP
 * and judges no content.
 */
public final class FhirStore {

  /**
   * What a write did.
   *
   * @param created false when the resource was there before
   */
  public record Written(Resource resource, boolean created) {}

  private static final String DELETED = "-";

  private final FhirContext context;
  private final Clock clock;
  private final FhirSearch search;
  private final FhirJournal journal;
  private final Map<String, Map<String, List<Resource>>> versions = new LinkedHashMap<>();
  private long lastId;

  private FhirStore(FhirContext context, Clock clock, FhirJournal journal) {
    this.context = context;
    this.clock = clock;
    this.search = new FhirSearch(context);
    this.journal = journal;
    journal.replay(this::replay);
  }

  /** A store that forgets everything when the program ends. */
  public static FhirStore inMemory(FhirContext context, Clock clock) {
    return new FhirStore(context, clock, FhirJournal.inMemory());
  }

  /** A store that remembers in this file. */
  public static FhirStore at(Path file, FhirContext context, Clock clock) {
    return new FhirStore(context, clock, FhirJournal.at(file));
  }

  /** The present version; 404 when unknown, 410 when deleted. */
  public synchronized Resource read(String type, String id) {
    List<Resource> all = versions.getOrDefault(type, Map.of()).get(id);
    if (all == null) {
      throw new ResourceNotFoundException("%s/%s is not known here.".formatted(type, id));
    }
    Resource latest = all.get(all.size() - 1);
    if (latest == null) {
      throw new ResourceGoneException("%s/%s was deleted.".formatted(type, id));
    }
    return latest.copy();
  }

  /** One version; 404 when there is none of that number. */
  public synchronized Resource read(String type, String id, String version) {
    List<Resource> all = versions.getOrDefault(type, Map.of()).getOrDefault(id, List.of());
    int number = version.matches("\\d{1,9}") ? Integer.parseInt(version) : 0;
    if (number < 1 || number > all.size() || all.get(number - 1) == null) {
      throw new ResourceNotFoundException("%s/%s has no version \"%s\".".formatted(type, id, version));
    }
    return all.get(number - 1).copy();
  }

  /** Creates under a new id. */
  public synchronized Written create(Resource resource) {
    return new Written(write(resource, nextId(resource.fhirType())), true);
  }

  /** Creates unless exactly one resource matches already; 412 when more than one does. */
  public synchronized Written createUnless(Resource resource, Map<String, List<String>> condition) {
    return matching(resource.fhirType(), condition).map(there -> new Written(there, false)).orElseGet(() -> create(resource));
  }

  /** The one resource that meets a condition; 412 when more than one does. */
  synchronized Optional<Resource> matching(String type, Map<String, List<String>> condition) {
    if (condition.isEmpty()) {
      throw new PreconditionFailedException("The condition is empty, expected search parameters.");
    }
    List<Resource> there = search(type, condition);
    if (there.size() > 1) {
      throw new PreconditionFailedException("%d resources match the condition, expected none or one.".formatted(there.size()));
    }
    return there.stream().findFirst();
  }

  /** An id that no resource of this type has or had. */
  synchronized String nextId(String type) {
    String id;
    do {
      id = Long.toString(++lastId);
    } while (versions.getOrDefault(type, Map.of()).containsKey(id));
    return id;
  }

  /** 412 unless this is the present version. */
  synchronized void requireVersion(String type, String id, String expected) {
    int present = versions.getOrDefault(type, Map.of()).getOrDefault(id, List.of()).size();
    if (!expected.equals(Integer.toString(present))) {
      throw new PreconditionFailedException("%s/%s is at version %d, expected %s.".formatted(type, id, present, expected));
    }
  }

  /**
   * Writes a new version under this id, also when the id is new.
   *
   * @param expectedVersion from If-Match; null writes in any case; another one than the present is refused with 412
   */
  public synchronized Written update(Resource resource, String id, String expectedVersion) {
    List<Resource> all = versions.getOrDefault(resource.fhirType(), Map.of()).getOrDefault(id, List.of());
    if (expectedVersion != null) {
      requireVersion(resource.fhirType(), id, expectedVersion);
    }
    boolean created = all.isEmpty() || all.get(all.size() - 1) == null;
    return new Written(write(resource, id), created);
  }

  /** Writes those of the given resources whose id was never used here, so that a first start that was cut short is made whole. */
  public synchronized void addMissing(List<? extends Resource> resources) {
    for (Resource resource : resources) {
      String id = resource.getIdElement().getIdPart();
      if (!versions.getOrDefault(resource.fhirType(), Map.of()).containsKey(id)) {
        write(resource, id);
      }
    }
  }

  /** Deletes; deleting again changes nothing. */
  public synchronized void delete(String type, String id) {
    List<Resource> all = versions.getOrDefault(type, Map.of()).get(id);
    if (all != null && all.get(all.size() - 1) != null) {
      journal.append(() -> "%s %s/%s\n".formatted(DELETED, type, id));
      all.add(null);
    }
  }

  /** What matches every criterion, in the order of creation. */
  public synchronized List<Resource> search(String type, Map<String, List<String>> criteria) {
    return search.filter(type, current(type), criteria).stream().map(Resource::copy).toList();
  }

  private Collection<Resource> current(String type) {
    List<Resource> current = new ArrayList<>();
    for (List<Resource> all : versions.getOrDefault(type, Map.of()).values()) {
      Resource latest = all.get(all.size() - 1);
      if (latest != null) {
        current.add(latest);
      }
    }
    return current;
  }

  private Resource write(Resource given, String id) {
    Resource resource = given.copy();
    int version = versions.getOrDefault(resource.fhirType(), Map.of()).getOrDefault(id, List.of()).size() + 1;
    resource.setId("%s/%s/_history/%d".formatted(resource.fhirType(), id, version));
    resource.getMeta().setVersionId(Integer.toString(version)).setLastUpdated(Date.from(clock.instant()));
    journal.append(() -> context.newJsonParser().encodeResourceToString(resource) + "\n");
    keep(resource, id);
    return resource.copy();
  }

  private void keep(Resource resource, String id) {
    versions.computeIfAbsent(resource.fhirType(), type -> new LinkedHashMap<>()).computeIfAbsent(id, i -> new ArrayList<>()).add(resource);
    if (id.matches("\\d{1,15}")) {
      lastId = Math.max(lastId, Long.parseLong(id));
    }
  }

  private void replay(String line) {
    if (line.startsWith(DELETED + " ")) {
      String[] reference = line.substring(DELETED.length() + 1).split("/");
      versions.get(reference[0]).get(reference[1]).add(null);
      return;
    }
    Resource resource = (Resource) context.newJsonParser().parseResource(line);
    String id = resource.getIdElement().getIdPart();
    resource.setId("%s/%s/_history/%s".formatted(resource.fhirType(), id, resource.getMeta().getVersionId()));
    keep(resource, id);
  }
}

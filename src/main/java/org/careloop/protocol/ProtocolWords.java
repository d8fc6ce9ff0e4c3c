package org.careloop.protocol;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.identity.User;
import org.careloop.protocol.ProposalStore.Contents;
import org.careloop.protocol.ProposalStore.Proposal;
import org.careloop.protocol.ProposalStore.State;
import org.careloop.protocol.ReleaseStore.Origin;
import org.careloop.protocol.ReleaseStore.Release;
import org.careloop.protocol.comparing.Change;
import org.careloop.protocol.comparing.Differences;
import org.careloop.protocol.comparing.FileDifference;
import org.careloop.protocol.vetting.ModelSet;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** How releases and proposals are said on the clinical leads' pages: names for ids, local times, versions side by side. Changes nothing. */
@Component
class ProtocolWords {

  /** Models of one kind. */
  record Group(String title, boolean diagrams, List<Line> lines) {}

  /** One model in force. */
  record Line(String path, String label, String tag, String since, String by, long cases) {}

  /** One proposal that waits. */
  record Waiting(Proposal proposal, List<String> files) {}

  /** One file of a difference. */
  record FileWords(String path, String label, String kind, String look, String versions, List<Change> changes, List<TextLine> text) {}

  /** A line of a file: its sign and the rest. */
  record TextLine(String look, String text) {}

  /** One release in the list. */
  record ReleaseLine(Release release, String what, long changed) {}

  private final ReleaseStore releases;
  private final WaitingCases cases;
  private final IdentityService identities;
  private final DateTimeFormatter localTime;

  ProtocolWords(ReleaseStore releases, WaitingCases cases, IdentityService identities, @Value("${careloop.zone:America/New_York}") ZoneId zone) {
    this.releases = releases;
    this.cases = cases;
    this.identities = identities;
    this.localTime = DateTimeFormatter.ofPattern("d MMM yyyy, h:mm a", Locale.US).withZone(zone);
  }

  public String local(Instant instant) {
    return localTime.format(instant);
  }

  /** A person's name where it is known. */
  public String person(String id) {
    if (id == null || id.equals("careloop")) {
      return "the program";
    }
    User user = identities.createUserQuery().userId(id).singleResult();
    return user == null || user.getLastName() == null || user.getLastName().isBlank() ? id
        : "%s %s (%s)".formatted(Objects.requireNonNullElse(user.getFirstName(), ""), user.getLastName(), id).strip();
  }

  public String state(State state) {
    return switch (state) {
      case PROPOSED -> "waits for release";
      case OVERTAKEN -> "overtaken by another release";
      case REFUSED -> "refused by the checks";
      default -> state.name().toLowerCase(Locale.ROOT);
    };
  }

  public String look(State state) {
    return switch (state) {
      case PROPOSED -> "badge warn";
      case RELEASED -> "badge good";
      case REFUSED, REJECTED -> "badge bad";
      default -> "badge";
    };
  }

  public String fileName(String path) {
    return path.substring(path.indexOf('/') + 1);
  }

  List<Group> groups(ModelSet set) {
    List<Release> newestFirst = releases.all();
    SortedMap<Long, SortedMap<String, String>> sums = releases.allSums();
    Map<String, Long> open = cases.byProcess();
    List<Group> groups = new ArrayList<>();
    groups.add(new Group("Diagrams", true, new ArrayList<>()));
    groups.add(new Group("Tables", false, new ArrayList<>()));
    groups.add(new Group("Forms", false, new ArrayList<>()));
    set.files().forEach((path, content) -> {
      ModelHead head = ModelHead.of(path, content);
      Release since = since(path, newestFirst, sums);
      groups.get(path.endsWith(".bpmn") ? 0 : path.endsWith(".dmn") ? 1 : 2).lines().add(
          new Line(path, head.label(), head.versionTag(), local(since.at()), person(since.by()), open.getOrDefault(head.id(), 0L)));
    });
    groups.forEach(group -> group.lines().sort(java.util.Comparator.comparing(Line::label, String.CASE_INSENSITIVE_ORDER)));
    return groups;
  }

  Waiting line(Proposal proposal, Contents contents, ModelSet set) {
    List<String> files = new ArrayList<>();
    contents.laidDown().forEach((path, content) -> files.add(ModelHead.of(path, content).label() + suffix(path, set.files().get(path), content)));
    contents.removed().forEach((path, because) -> files.add(
        ModelHead.of(path, set.files().getOrDefault(path, new byte[0])).label() + ": removed"));
    return new Waiting(proposal, files);
  }

  List<ReleaseLine> releases() {
    SortedMap<Long, SortedMap<String, String>> sums = releases.allSums();
    return releases.all().stream().map(release -> {
      SortedMap<Long, SortedMap<String, String>> earlier = sums.headMap(release.number());
      Map<String, String> before = earlier.isEmpty() ? Map.of() : earlier.get(earlier.lastKey());
      Map<String, String> after = sums.getOrDefault(release.number(), new java.util.TreeMap<>());
      long changed = after.entrySet().stream().filter(file -> !file.getValue().equals(before.get(file.getKey()))).count()
          + before.keySet().stream().filter(path -> !after.containsKey(path)).count();
      return new ReleaseLine(release, origin(release), changed);
    }).toList();
  }

  String origin(Release release) {
    return release.origin() == Origin.PROGRAM ? "brought by a version of Careloop" : "proposal " + release.proposal();
  }

  List<FileWords> differences(ModelSet before, ModelSet after) {
    return differences(before, after, Differences.between(before, after));
  }

  List<FileWords> differences(ModelSet before, ModelSet after, List<FileDifference> differences) {
    return differences.stream().map(file -> {
      byte[] was = before.files().get(file.path());
      byte[] is = after.files().get(file.path());
      String look = switch (file.kind()) {
        case ADDED -> "badge good";
        case CHANGED -> "badge warn";
        case REMOVED -> "badge bad";
      };
      return new FileWords(file.path(), ModelHead.of(file.path(), is == null ? was : is).label(), file.kind().name().toLowerCase(Locale.ROOT), look,
          suffix(file.path(), was, is), file.changes(), file.text().stream().map(ProtocolWords::line).toList());
    }).toList();
  }

  /** The version tag before and after. */
  private static String suffix(String path, byte[] was, byte[] is) {
    String before = was == null ? "" : ModelHead.of(path, was).versionTag();
    String after = is == null ? "" : ModelHead.of(path, is).versionTag();
    if (before.isEmpty() && after.isEmpty()) {
      return was == null ? ", new" : "";
    }
    return before.isEmpty() ? ", new, version " + after : after.isEmpty() || after.equals(before) ? " " + before : " %s → %s".formatted(before, after);
  }

  private static TextLine line(String line) {
    String look = line.startsWith("+") ? "plus" : line.startsWith("-") ? "minus" : line.startsWith("@@") ? "place" : "same";
    return new TextLine(look, line);
  }

  /** The release with which the file came as it is now. */
  private static Release since(String path, List<Release> newestFirst, SortedMap<Long, SortedMap<String, String>> sums) {
    Release since = newestFirst.get(0);
    String sum = sums.get(since.number()).get(path);
    for (Release release : newestFirst) {
      if (!Objects.equals(sum, sums.getOrDefault(release.number(), new java.util.TreeMap<>()).get(path))) {
        break;
      }
      since = release;
    }
    return since;
  }
}

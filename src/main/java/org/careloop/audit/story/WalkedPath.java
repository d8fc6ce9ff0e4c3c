package org.careloop.audit.story;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.careloop.audit.story.CaseStory.Drawing;
import org.careloop.audit.story.CaseStory.Part;
import org.careloop.audit.story.CaseStory.Span;
import org.careloop.audit.story.CaseStory.Walked;
import org.careloop.audit.story.HistoryRows.Activity;
import org.careloop.audit.story.Models.Flow;

/**
 * Marks on a diagram the way a case walked. The history keeps the elements, not the arrows: an arrow counts as walked where both its ends were
 * reached, the second not before the first was left, and no other arrow could explain it.
 */
final class WalkedPath {

  private WalkedPath() {}

  static Drawing of(Part part, CaseRows all) {
    Models.Diagram diagram = all.diagram(part.definitionId());
    List<Activity> walked = all.activities().stream().filter(activity -> activity.instanceId().equals(part.id())).toList();
    Map<String, List<Activity>> byElement = CaseRows.by(walked, WalkedPath::element);
    List<Walked> marks = new ArrayList<>();
    byElement.forEach((element, times) -> marks.add(new Walked(element, all.elementName(part.definitionId(), element),
        times.stream().map(one -> new Span(one.started(), one.ended())).toList(), times.stream().anyMatch(one -> one.ended() == null),
        times.stream().allMatch(Activity::cancelled))));
    Map<String, List<String>> calls = new LinkedHashMap<>();
    walked.stream().filter(one -> one.calledInstance() != null)
        .forEach(one -> calls.computeIfAbsent(one.elementId(), key -> new ArrayList<>()).add(one.calledInstance()));
    return new Drawing(part.id(), part.definitionId(), diagram.name(), diagram.versionTag(), diagram.xml(), List.copyOf(marks),
        flows(diagram.flows(), walked).stream().map(Flow::id).toList(), calls);
  }

  /** Steps done several times over are recorded with a body that the diagram does not draw. */
  private static String element(Activity activity) {
    return activity.elementId().replaceAll("#multiInstanceBody$", "");
  }

  /** The arrows that the history proves, in the diagram's order. */
  static List<Flow> flows(List<Flow> drawn, List<Activity> walked) {
    Map<String, List<Activity>> byElement = CaseRows.by(walked, WalkedPath::element);
    Map<String, List<Flow>> into = CaseRows.by(drawn, Flow::target);
    Map<String, List<Flow>> outOf = CaseRows.by(drawn, Flow::source);
    List<Flow> taken = new ArrayList<>();
    for (Flow flow : drawn) {
      if (follows(flow, byElement) && (onlyWay(flow, into.get(flow.target()), byElement) || onlyWay(flow, outOf.get(flow.source()), byElement))) {
        taken.add(flow);
      }
    }
    return taken;
  }

  private static boolean follows(Flow flow, Map<String, List<Activity>> byElement) {
    List<Activity> sources = byElement.getOrDefault(flow.source(), List.of());
    List<Activity> targets = byElement.getOrDefault(flow.target(), List.of());
    return sources.stream().anyMatch(source -> source.ended() != null && !source.cancelled()
        && targets.stream().anyMatch(target -> !target.started().isBefore(source.ended())));
  }

  /** None of the others could have been taken. */
  private static boolean onlyWay(Flow flow, List<Flow> others, Map<String, List<Activity>> byElement) {
    Set<Flow> rest = new HashSet<>(others);
    rest.remove(flow);
    return rest.stream().noneMatch(other -> follows(other, byElement));
  }
}

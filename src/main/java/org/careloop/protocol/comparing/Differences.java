package org.careloop.protocol.comparing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.careloop.protocol.comparing.FileDifference.Kind;
import org.careloop.protocol.vetting.ModelSet;

/** Says in words how two sets of models differ, as the person who releases needs to see it, and in lines for who wants to see it all. */
public final class Differences {

  private static final int LINES_AROUND = 3;
  /** Said with the element itself. */
  private static final String LABEL = Words.of("name");
  private static final ObjectMapper JSON = new ObjectMapper();

  private Differences() {}

  /** Each file that differs, by path. */
  public static List<FileDifference> between(ModelSet before, ModelSet after) {
    SortedSet<String> paths = new TreeSet<>(before.files().keySet());
    paths.addAll(after.files().keySet());
    List<FileDifference> differences = new ArrayList<>();
    for (String path : paths) {
      byte[] was = before.files().get(path);
      byte[] is = after.files().get(path);
      if (!Arrays.equals(was, is)) {
        differences.add(new FileDifference(path, was == null ? Kind.ADDED : is == null ? Kind.REMOVED : Kind.CHANGED,
            is == null ? List.of() : changes(parts(path, was), parts(path, is)), lines(path, was, is)));
      }
    }
    return differences;
  }

  private static Map<String, Part> parts(String path, byte[] content) {
    if (content == null) {
      return Map.of();
    }
    try {
      return path.endsWith(".form") ? FormParts.of(JSON.readTree(content))
          : path.endsWith(".dmn") ? TableParts.of(SafeXml.read(content)) : DiagramParts.of(SafeXml.read(content));
    } catch (IOException | IllegalArgumentException unreadable) {
      return Map.of();
    }
  }

  private static List<Change> changes(Map<String, Part> before, Map<String, Part> after) {
    List<Change> changes = new ArrayList<>();
    after.forEach((id, is) -> {
      Part was = before.get(id);
      if (DiagramParts.isDrawing(id)) {
        drawing(was, is, changes);
      } else if (was == null) {
        changes.add(new Change(is.label(), "added", "", ""));
        is.facts().entrySet().stream().filter(fact -> !fact.getKey().equals(LABEL))
            .forEach(fact -> changes.add(new Change(is.label(), fact.getKey(), "", fact.getValue())));
      } else {
        changed(was, is, changes);
      }
    });
    before.forEach((id, was) -> {
      if (!after.containsKey(id) && !DiagramParts.isDrawing(id)) {
        changes.add(new Change(was.label(), "removed", "", ""));
      }
    });
    return changes;
  }

  private static void changed(Part was, Part is, List<Change> changes) {
    SortedSet<String> facts = new TreeSet<>(was.facts().keySet());
    facts.addAll(is.facts().keySet());
    for (String what : facts) {
      if (!is.agrees(was, what)) {
        changes.add(new Change(is.label(), what, was.facts().getOrDefault(what, ""), is.facts().getOrDefault(what, "")));
      }
    }
    if (is.reordered(was)) {
      List<String> now = is.order().keySet().stream().map(was.order()::get).filter(Objects::nonNull).toList();
      changes.add(new Change(is.label(), "order", String.join(", ", was.order().values()),
          "of what stood there before: " + String.join(", ", now)));
    }
  }

  private static void drawing(Part was, Part is, List<Change> changes) {
    if (was != null) {
      long moved = is.facts().entrySet().stream()
          .filter(drawn -> was.facts().containsKey(drawn.getKey()) && !was.facts().get(drawn.getKey()).equals(drawn.getValue())).count();
      if (moved > 0) {
        changes.add(new Change(is.label(), "arrangement", "", moved == 1 ? "one element moved" : "%d elements moved".formatted(moved)));
      }
    }
  }

  private static List<String> lines(String path, byte[] was, byte[] is) {
    List<String> before = lines(was);
    List<String> unified = UnifiedDiffUtils.generateUnifiedDiff(path, path, before, DiffUtils.diff(before, lines(is)), LINES_AROUND);
    return unified.size() > 2 ? unified.subList(2, unified.size()) : unified;
  }

  private static List<String> lines(byte[] content) {
    return content == null ? List.of() : new String(content, StandardCharsets.UTF_8).lines().toList();
  }
}

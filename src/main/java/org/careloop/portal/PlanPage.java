package org.careloop.portal;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.lang.Nullable;

/** A care plan in plain words and one language, by problem. What has no Spanish words is shown as it was written, and marked as English. */
record PlanPage(List<Problem> problems, String coordinator) {

  /** @param foreign the language the words are in where it is not the page's; null otherwise */
  public record Problem(String words, @Nullable String foreign, List<Item> items) {}

  /**
   * One thing to be done.
   *
   * @param who in words
   * @param when empty where no day was agreed
   */
  public record Item(String goal, @Nullable String goalForeign, String what, @Nullable String whatForeign, String who, String when, boolean done) {}

  /**
   * @param planItems the case's list as it is kept; anything else gives an empty plan
   * @param coordinator name of the coordinator; empty where it is not known
   */
  static PlanPage of(@Nullable Object planItems, String coordinator, Words words) {
    Map<String, List<Item>> byProblem = new LinkedHashMap<>();
    Map<String, String> foreign = new LinkedHashMap<>();
    if (planItems instanceof List<?> items) {
      for (Object one : items) {
        if (one instanceof Map<?, ?> item && !"cancelled".equals(item.get("status"))) {
          String problem = text(item, "problem", words);
          foreign.put(problem, foreign(item, "problem", words));
          byProblem.computeIfAbsent(problem, key -> new ArrayList<>()).add(item(item, words));
        }
      }
    }
    return new PlanPage(byProblem.entrySet().stream().map(entry -> new Problem(entry.getKey(), foreign.get(entry.getKey()), List.copyOf(entry.getValue())))
        .toList(), coordinator);
  }

  public boolean isEmpty() {
    return problems.isEmpty();
  }

  private static Item item(Map<?, ?> item, Words words) {
    String role = "role." + item.get("role");
    return new Item(text(item, "goal", words), foreign(item, "goal", words), text(item, "intervention", words), foreign(item, "intervention", words),
        words.say(words.has(role) ? role : "role.other"), day(item.get("dueDate"), words), "completed".equals(item.get("status")));
  }

  private static String text(Map<?, ?> item, String name, Words words) {
    Object own = words.language().equals(Words.SPANISH) ? item.get(name + "Es") : null;
    Object text = own == null || own.toString().isBlank() ? item.get(name) : own;
    return text == null ? "" : text.toString();
  }

  private static String foreign(Map<?, ?> item, String name, Words words) {
    boolean translated = item.get(name + "Es") != null && !item.get(name + "Es").toString().isBlank();
    return words.language().equals(Words.SPANISH) && !translated ? Words.ENGLISH : null;
  }

  private static String day(Object iso, Words words) {
    try {
      return iso == null || iso.toString().isBlank() ? "" : words.day(LocalDate.parse(iso.toString().substring(0, 10)));
    } catch (DateTimeException | IndexOutOfBoundsException e) {
      return iso.toString();
    }
  }
}

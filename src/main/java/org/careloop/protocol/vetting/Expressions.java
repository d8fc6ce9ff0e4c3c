package org.careloop.protocol.vetting;

import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an expression in a diagram may be at its place. Denies by default: comparisons of case data, calls of the calendar, the name of a
 * delegate; nothing else.
 */
final class Expressions {

  /** What a place in a diagram takes. */
  enum Place {
    /** Plain text only. */
    NONE,
    /** Case data, comparisons, the calendar. */
    DATA,
    /** The name of a delegate. */
    DELEGATE,
    /** A call of the calendar. */
    CALENDAR
  }

  private static final int LONGEST = 1000;
  private static final String PATH = "[A-Za-z_]\\w*(?:\\.[A-Za-z_]\\w*){0,3}";
  private static final String OPERAND = "(?:" + PATH + "|'[A-Za-z0-9_ .:,/+-]*'|-?\\d+(?:\\.\\d+)?)";
  private static final String CALL = "calendar\\.(\\w+)\\((" + OPERAND + "(?:, ?" + OPERAND + ")*)?\\)";
  private static final Pattern CALENDAR = Pattern.compile("\\$\\{" + CALL + "}");
  private static final Pattern CONDITION = Pattern.compile("\\$\\{!?" + OPERAND + "(?:\\s*(?:==|!=|>=|<=|>|<|&&|\\|\\|)\\s*!?" + OPERAND + ")*}");
  private static final Pattern DELEGATE = Pattern.compile("\\$\\{([a-z][A-Za-z0-9]+)}");
  private static final Pattern PATHS = Pattern.compile(PATH);
  private static final Pattern QUOTED = Pattern.compile("'[^']*'");
  private static final Set<String> FORBIDDEN = Set.of("class", "getClass", "classLoader", "declaringClass", "execution", "caseExecution", "task",
      "externalTask", "variableContext", "scriptTask", "connector", "applicationContext", "beanFactory");

  private final Vocabulary vocabulary;

  Expressions(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  static boolean contains(String text) {
    return text.contains("${") || text.contains("#{");
  }

  /** Notes what is wrong with this text at such a place; the element is described only when something is. */
  void check(String text, Place place, String where, Supplier<String> described, Notes notes) {
    if (!contains(text) && (place == Place.NONE || place == Place.DATA)) {
      return;
    }
    String element = described.get();
    String expression = text.trim();
    String shown = "%s: %s".formatted(where, shortened(expression));
    if (text.contains("#{")) {
      notes.add(Rule.EXPRESSION_HASH, element, shown);
    } else if (place == Place.DELEGATE) {
      checkDelegate(expression, shown, element, notes);
    } else if (place == Place.CALENDAR && !CALENDAR.matcher(expression).matches()) {
      notes.add(Rule.EXPRESSION_STEP, element, shown);
    } else if (place == Place.NONE) {
      notes.add(Rule.EXPRESSION_PLACE, element, shown);
    } else if (contains(text)) {
      checkData(expression, shown, element, notes);
    }
  }

  /** The delegate's name in {@code ${name}}; null for any other text. */
  static String delegateIn(String expression) {
    Matcher matcher = DELEGATE.matcher(expression == null ? "" : expression.trim());
    return matcher.matches() ? matcher.group(1) : null;
  }

  private void checkDelegate(String expression, String shown, String element, Notes notes) {
    String name = delegateIn(expression);
    if (name == null || !vocabulary.delegates().containsKey(name)) {
      notes.add(Rule.UNKNOWN_DELEGATE, element, shown);
    }
  }

  private void checkData(String expression, String shown, String element, Notes notes) {
    Matcher call = expression.length() > LONGEST ? null : CALENDAR.matcher(expression);
    boolean calls = call != null && call.matches();
    if (!calls && (call == null || !CONDITION.matcher(expression).matches())) {
      notes.add(reachesOut(expression) ? Rule.EXPRESSION_REACH : Rule.EXPRESSION_FORM, element, shown);
      return;
    }
    String data = calls ? call.group(2) == null ? "" : call.group(2) : expression.substring(2, expression.length() - 1);
    if (reachesOut(data)) {
      notes.add(Rule.EXPRESSION_REACH, element, shown);
    } else if (namesABean(data)) {
      notes.add(Rule.EXPRESSION_DELEGATE, element, shown);
    } else if (calls) {
      checkCall(call.group(1), data, shown, element, notes);
    }
  }

  private void checkCall(String method, String arguments, String shown, String element, Notes notes) {
    Set<Integer> takes = vocabulary.calendar().get(method);
    int given = arguments.isEmpty() ? 0 : QUOTED.matcher(arguments).replaceAll("''").split(",", -1).length;
    if (takes == null) {
      notes.add(Rule.CALENDAR_METHOD, element, shown);
    } else if (!takes.contains(given)) {
      notes.add(Rule.CALENDAR_ARGUMENTS, element, "%s (%d given, expected %s)".formatted(shown, given, takes.iterator().next()));
    }
  }

  private static boolean reachesOut(String data) {
    for (String word : QUOTED.matcher(data).replaceAll("''").split("\\W+")) {
      if (FORBIDDEN.contains(word) || word.startsWith("processEngine") || word.startsWith("getProcessEngine")) {
        return true;
      }
    }
    return false;
  }

  private boolean namesABean(String data) {
    Matcher paths = PATHS.matcher(QUOTED.matcher(data).replaceAll("''"));
    while (paths.find()) {
      String first = paths.group().split("\\.", 2)[0];
      if (first.equals("calendar") || vocabulary.delegates().containsKey(first)) {
        return true;
      }
    }
    return false;
  }

  static String shortened(String text) {
    String line = text.replaceAll("\\s+", " ");
    return line.length() > 120 ? line.substring(0, 120) + "…" : line;
  }
}

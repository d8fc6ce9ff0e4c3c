package org.careloop.protocol.vetting;

import camundajar.impl.scala.Product;
import camundajar.impl.scala.collection.Iterable;
import camundajar.impl.scala.collection.Iterator;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.camunda.feel.api.EvaluationResult;
import org.camunda.feel.api.FeelEngineApi;
import org.camunda.feel.api.FeelEngineBuilder;
import org.camunda.feel.api.ParseResult;
import org.camunda.feel.syntaxtree.JavaFunctionInvocation;
import org.camunda.feel.syntaxtree.QualifiedFunctionInvocation;

/** Reads FEEL with the engine's own parser, and looks in what it understood for steps out of the case's data. */
final class Feel {

  private static final FeelEngineApi FEEL = FeelEngineBuilder.forJava().withEnabledExternalFunctions(false).build();
  private static final Set<String> FORBIDDEN = Set.of("class", "getClass", "classLoader", "getClassLoader", "declaringClass", "forName");

  /** Words, numbers, yes, no and nothing need no parser, and most cells hold no more. */
  private static final Pattern PLAIN = Pattern.compile("-?\\d+(?:\\.\\d+)?|true|false|null|\\[]|\"[^\"\\\\]*\"");

  /** A function of Java, however it is spelt. */
  private static final Pattern EXTERNAL = Pattern.compile("\\bexternal\\s*\\{");

  private Feel() {}

  static void checkExpression(String text, String where, Supplier<String> element, Notes notes) {
    if (!PLAIN.matcher(text.trim()).matches()) {
      check(FEEL.parseExpression(text), text, where, element, notes);
    }
  }

  static void checkTests(String text, String where, Supplier<String> element, Notes notes) {
    if (!PLAIN.matcher(text.trim()).matches()) {
      check(FEEL.parseUnaryTests(text), text, where, element, notes);
    }
  }

  /** Whether a value passes the tests of a cell; empty cells let everything pass, and so does what cannot be evaluated. */
  static boolean passes(String tests, Object value) {
    if (tests.isBlank() || tests.trim().equals("-")) {
      return true;
    }
    EvaluationResult result = FEEL.evaluateUnaryTests(tests, value, Map.of());
    return !result.isSuccess() || Boolean.TRUE.equals(result.result());
  }

  private static void check(ParseResult parsed, String text, String where, Supplier<String> element, Notes notes) {
    String shown = "%s: %s".formatted(where, Expressions.shortened(text.trim()));
    if (EXTERNAL.matcher(text).find() || parsed.isSuccess() && reachesJava(parsed.parsedExpression())) {
      notes.add(Rule.FEEL_JAVA, element.get(), shown);
    } else if (!parsed.isSuccess()) {
      notes.add(Rule.FEEL_SYNTAX, element.get(), shown);
    }
  }

  private static boolean reachesJava(Object tree) {
    Deque<Object> left = new ArrayDeque<>();
    left.push(tree);
    while (!left.isEmpty()) {
      Object node = left.pop();
      // A function of a value is a method of its class.
      if (node instanceof JavaFunctionInvocation || node instanceof QualifiedFunctionInvocation) {
        return true;
      }
      if (node instanceof Iterable<?> several) {
        for (Iterator<?> each = several.iterator(); each.hasNext(); ) {
          Object part = each.next();
          if (part instanceof String name && FORBIDDEN.contains(name)) {
            return true;
          }
          left.push(part);
        }
      } else if (node instanceof Product product) {
        boolean literal = product.productPrefix().equals("ConstString") || product.productPrefix().equals("ParsedExpression");
        for (int i = 0; i < product.productArity(); i++) {
          Object part = product.productElement(i);
          if (!literal && part instanceof String name && FORBIDDEN.contains(name)) {
            return true;
          }
          if (part != null) {
            left.push(part);
          }
        }
      }
    }
    return false;
  }
}

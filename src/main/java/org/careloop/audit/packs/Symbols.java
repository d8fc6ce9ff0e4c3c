package org.careloop.audit.packs;

import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import org.careloop.audit.packs.Drawing.Form;
import org.careloop.audit.packs.Drawing.Mark;
import org.careloop.protocol.comparing.SafeXml;
import org.w3c.dom.Element;

/** The small signs of BPMN: who does a task, what an event waits for or says, how a gateway divides. Each is drawn around a point. */
final class Symbols {

  private Symbols() {}

  /** In the upper left corner: who or what does it. */
  static void task(Element task, Rectangle2D box, Color color, List<Mark> layer) {
    double x = box.getX() + 13;
    double y = box.getY() + 13;
    switch (task.getLocalName()) {
      case "userTask" -> {
        line(layer, new Ellipse2D.Double(x - 3, y - 7, 6, 6), color);
        line(layer, path(x, y, "M -6 6 C -6 1 -3 0 0 0 C 3 0 6 1 6 6 Z"), color);
      }
      case "serviceTask" -> {
        for (int tooth = 0; tooth < 8; tooth++) {
          double angle = tooth * Math.PI / 4;
          layer.add(new Form(new Line2D.Double(x + 4.4 * Math.cos(angle), y + 4.4 * Math.sin(angle), x + 7 * Math.cos(angle), y + 7 * Math.sin(angle)), null,
              color, 2, null));
        }
        line(layer, new Ellipse2D.Double(x - 4.4, y - 4.4, 8.8, 8.8), color);
        line(layer, new Ellipse2D.Double(x - 1.8, y - 1.8, 3.6, 3.6), color);
      }
      case "businessRuleTask" -> {
        layer.add(new Form(new Rectangle2D.Double(x - 7, y - 6, 14, 3.6), color, color, 1, null));
        line(layer, new Rectangle2D.Double(x - 7, y - 6, 14, 12), color);
        line(layer, path(x, y, "M -7 2 L 7 2 M -2.5 -2.4 L -2.5 6"), color);
      }
      case "sendTask" -> envelope(layer, x, y, 7, color, true, Color.WHITE);
      case "receiveTask" -> envelope(layer, x, y, 7, color, false, null);
      case "manualTask" -> line(layer, path(x, y, "M -6 0 L -2 -5 L 0 -4 L -1 -2 L 6 -2 M -1 0 L 6 0 M -1 2 L 6 2 M -6 0 L -6 5 L 4 5"), color);
      default -> { }
    }
  }

  /** At the foot: done several times, side by side or one after the other, in a loop; or closed up. */
  static void repeated(Element task, Rectangle2D box, Color color, List<Mark> layer) {
    double x = box.getCenterX();
    double y = box.getMaxY() - 9;
    Element many = child(task, "multiInstanceLoopCharacteristics");
    if (many != null) {
      layer.add(new Form(path(x, y, "true".equals(many.getAttribute("isSequential")) ? "M -5 -4 L 5 -4 M -5 0 L 5 0 M -5 4 L 5 4"
          : "M -4 -5 L -4 5 M 0 -5 L 0 5 M 4 -5 L 4 5"), null, color, 1.8, null));
    } else if (child(task, "standardLoopCharacteristics") != null) {
      line(layer, path(x, y, "M 3 4 C 7 0 4 -6 0 -5 C -5 -5 -6 2 -2 5 M -2 5 L -6 5 M -2 5 L -2 1"), color);
    } else if (task.getLocalName().equals("subProcess")) {
      line(layer, new Rectangle2D.Double(x - 6, y - 6, 12, 12), color);
      line(layer, path(x, y, "M -3.5 0 L 3.5 0 M 0 -3.5 L 0 3.5"), color);
    }
  }

  static void gateway(Element gateway, Rectangle2D box, Color color, List<Mark> layer) {
    double x = box.getCenterX();
    double y = box.getCenterY();
    switch (gateway.getLocalName()) {
      case "parallelGateway" -> layer.add(new Form(path(x, y, "M -10 0 L 10 0 M 0 -10 L 0 10"), null, color, 3, null));
      case "inclusiveGateway" -> layer.add(new Form(new Ellipse2D.Double(x - 9, y - 9, 18, 18), null, color, 2.6, null));
      case "eventBasedGateway" -> {
        line(layer, new Ellipse2D.Double(x - 13, y - 13, 26, 26), color);
        line(layer, path(x, y, "M 0 -8 L 8 -2 L 5 7 L -5 7 L -8 -2 Z"), color);
      }
      case "complexGateway" -> layer.add(new Form(path(x, y, "M -9 0 L 9 0 M 0 -9 L 0 9 M -6 -6 L 6 6 M -6 6 L 6 -6"), null, color, 2.2, null));
      default -> layer.add(new Form(path(x, y, "M -6 -8 L 6 8 M 6 -8 L -6 8"), null, color, 2.6, null));
    }
  }

  /** What an event waits for (an outline) or says (filled). */
  static void event(Element event, Rectangle2D box, Color color, Color ground, boolean says, List<Mark> layer) {
    double x = box.getCenterX();
    double y = box.getCenterY();
    Color fill = says ? color : null;
    Element definition = SafeXml.children(event).stream().filter(child -> child.getLocalName().endsWith("EventDefinition")).findFirst().orElse(null);
    if (definition == null) {
      return;
    }
    switch (definition.getLocalName()) {
      case "messageEventDefinition" -> envelope(layer, x, y, 8, color, says, ground);
      case "timerEventDefinition" -> {
        layer.add(new Form(new Ellipse2D.Double(x - 9.5, y - 9.5, 19, 19), Color.WHITE, color, 1.2, null));
        for (int hour = 0; hour < 12; hour += 3) {
          double angle = hour * Math.PI / 6;
          line(layer, new Line2D.Double(x + 7 * Math.cos(angle), y + 7 * Math.sin(angle), x + 9 * Math.cos(angle), y + 9 * Math.sin(angle)), color);
        }
        layer.add(new Form(path(x, y, "M 1.5 -6 L 0 0 L 5 1"), null, color, 1.4, null));
      }
      case "errorEventDefinition" -> layer.add(new Form(path(x, y, "M -7.5 7 L -3 -7 L 2.5 1.5 L 7.5 -7 L 3.5 7 L -2 -1 Z"), fill, color, 1.2, null));
      case "escalationEventDefinition" -> layer.add(new Form(path(x, y, "M 0 -9 L 6.5 7.5 L 0 1 L -6.5 7.5 Z"), fill, color, 1.2, null));
      case "signalEventDefinition" -> layer.add(new Form(path(x, y, "M 0 -9 L 8 6 L -8 6 Z"), fill, color, 1.2, null));
      case "terminateEventDefinition" -> layer.add(new Form(new Ellipse2D.Double(x - 9.5, y - 9.5, 19, 19), color, color, 1, null));
      case "compensateEventDefinition" -> layer.add(new Form(path(x, y, "M -9 0 L -1 -6 L -1 6 Z M -1 0 L 7 -6 L 7 6 Z"), fill, color, 1.2, null));
      case "linkEventDefinition" -> layer.add(new Form(path(x, y, "M -8 -4 L 2 -4 L 2 -8 L 9 0 L 2 8 L 2 4 L -8 4 Z"), fill, color, 1.2, null));
      case "conditionalEventDefinition" -> {
        layer.add(new Form(new Rectangle2D.Double(x - 6.5, y - 8.5, 13, 17), Color.WHITE, color, 1.2, null));
        line(layer, path(x, y, "M -4 -5 L 4 -5 M -4 -1.7 L 4 -1.7 M -4 1.7 L 4 1.7 M -4 5 L 4 5"), color);
      }
      default -> { }
    }
  }

  private static void envelope(List<Mark> layer, double x, double y, double half, Color color, boolean filled, Color flap) {
    layer.add(new Form(new Rectangle2D.Double(x - half, y - half * 0.7, half * 2, half * 1.4), filled ? color : Color.WHITE, color, 1.2, null));
    Path2D fold = new Path2D.Double();
    fold.moveTo(x - half, y - half * 0.7);
    fold.lineTo(x, y + half * 0.1);
    fold.lineTo(x + half, y - half * 0.7);
    layer.add(new Form(fold, null, filled ? flap : color, 1.2, null));
  }

  private static void line(List<Mark> layer, Shape shape, Color color) {
    layer.add(new Form(shape, null, color, 1.2, null));
  }

  // The same small language as SVG's, absolute letters only.
  private static Shape path(double x, double y, String steps) {
    Path2D path = new Path2D.Double();
    String[] words = steps.split(" ");
    int at = 0;
    while (at < words.length) {
      switch (words[at]) {
        case "M" -> path.moveTo(value(words, at + 1), value(words, at + 2));
        case "L" -> path.lineTo(value(words, at + 1), value(words, at + 2));
        case "C" -> path.curveTo(value(words, at + 1), value(words, at + 2), value(words, at + 3), value(words, at + 4), value(words, at + 5),
            value(words, at + 6));
        default -> path.closePath();
      }
      at += switch (words[at]) {
        case "M", "L" -> 3;
        case "C" -> 7;
        default -> 1;
      };
    }
    return path.createTransformedShape(AffineTransform.getTranslateInstance(x, y));
  }

  private static double value(String[] words, int at) {
    return Double.parseDouble(words[at]);
  }

  private static Element child(Element parent, String name) {
    return SafeXml.children(parent).stream().filter(child -> child.getLocalName().equals(name)).findFirst().orElse(null);
  }
}

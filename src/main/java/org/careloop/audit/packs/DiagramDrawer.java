package org.careloop.audit.packs;

import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.careloop.audit.packs.Drawing.Form;
import org.careloop.audit.packs.Drawing.Mark;
import org.careloop.audit.packs.Drawing.Words;
import org.careloop.protocol.comparing.SafeXml;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * Draws a BPMN diagram as its author laid it out, with the way a case took: what was entered is green, bold and numbered, what is open is amber,
 * what was broken off is dashed, the rest is grey. Reads nothing but the diagram's own text.
 */
final class DiagramDrawer {

  private static final double MARGIN = 24;
  private static final double LINE = 1.25;
  private static final double NAME_SIZE = 12;
  private static final double LABEL_SIZE = 11;

  /** Colours of one kind of element: its surface, its edge and how thick, its words. */
  private record Look(Color fill, Color stroke, double weight, Color words, double[] dashes) {}

  private static final Color INK = new Color(0x1f2933);
  private static final Look PLAIN = new Look(Color.WHITE, new Color(0x52606d), 1.3, INK, null);
  private static final Look UNTOUCHED = new Look(Color.WHITE, new Color(0x9aa5b1), 1.2, new Color(0x616e7c), null);
  private static final Look WALKED = new Look(new Color(0xe3f5e6), new Color(0x1b6e3c), 2.4, INK, null);
  private static final Look OPEN = new Look(new Color(0xfff1cc), new Color(0xb45309), 2.8, INK, null);
  private static final Look BROKEN = new Look(new Color(0xf1ecf7), new Color(0x5b3a8c), 2.2, INK, new double[] {5, 4});

  private final Walk walk;
  private final Map<String, Element> elements = new HashMap<>();
  private final List<Mark> under = new ArrayList<>();
  private final List<Mark> edges = new ArrayList<>();
  private final List<Mark> over = new ArrayList<>();
  private final List<Mark> labels = new ArrayList<>();
  private final List<Mark> numbers = new ArrayList<>();
  private Rectangle2D bounds;

  private DiagramDrawer(Walk walk) {
    this.walk = walk;
  }

  /** The diagram of this BPMN text; with {@link Walk#NOWHERE} as it is drawn, without a way. */
  static Drawing draw(String title, byte[] bpmn, Walk walk) {
    return new DiagramDrawer(walk).drawn(title, SafeXml.read(bpmn));
  }

  private Drawing drawn(String title, Document document) {
    collect(document.getDocumentElement());
    List<Element> shapes = SafeXml.all(document, "BPMNShape").stream().filter(shape -> of(shape) != null)
        .sorted(Comparator.comparing((Element shape) -> of(shape).getLocalName().equals("boundaryEvent"))).toList();
    shapes.stream().filter(DiagramDrawer::isArea).filter(shape -> holdsOthers(of(shape)))
        .sorted(Comparator.comparingDouble((Element shape) -> -box(shape).getWidth() * box(shape).getHeight())).forEach(shape -> shape(shape, under));
    SafeXml.all(document, "BPMNEdge").stream().filter(edge -> of(edge) != null).forEach(this::edge);
    shapes.stream().filter(shape -> !(isArea(shape) && holdsOthers(of(shape)))).forEach(shape -> shape(shape, over));
    List<Mark> marks = new ArrayList<>(under);
    marks.addAll(edges);
    marks.addAll(over);
    marks.addAll(labels);
    marks.addAll(numbers);
    Rectangle2D all = bounds == null ? new Rectangle2D.Double(0, 0, 240, 30) : bounds;
    if (bounds == null) {
      marks.add(new Words("This model holds no drawing.", 0, 20, NAME_SIZE, false, INK));
    }
    return new Drawing(title, new Rectangle2D.Double(all.getX() - MARGIN, all.getY() - MARGIN, all.getWidth() + 2 * MARGIN, all.getHeight() + 2 * MARGIN),
        List.copyOf(marks));
  }

  private void collect(Element parent) {
    for (Element child : SafeXml.children(parent)) {
      if (child.hasAttribute("id")) {
        elements.put(child.getAttribute("id"), child);
      }
      collect(child);
    }
  }

  private Element of(Element shape) {
    return elements.get(shape.getAttribute("bpmnElement"));
  }

  private static boolean isArea(Element shape) {
    return !"false".equals(shape.getAttribute("isExpanded"));
  }

  private static boolean holdsOthers(Element element) {
    return switch (element.getLocalName()) {
      case "subProcess", "transaction", "adHocSubProcess", "participant", "lane", "group" -> true;
      default -> false;
    };
  }

  private Look look(Element element) {
    String id = element.getAttribute("id");
    return walk == Walk.NOWHERE ? PLAIN : walk.open().contains(id) ? OPEN : walk.broken().contains(id) ? BROKEN : walk.entered(id) ? WALKED : UNTOUCHED;
  }

  private void shape(Element shape, List<Mark> layer) {
    Element element = of(shape);
    Rectangle2D box = box(shape);
    grow(box);
    Look look = look(element);
    String kind = element.getLocalName();
    String name = element.getAttribute("name");
    if (kind.endsWith("Event")) {
      event(element, box, look, layer);
      outsideLabel(shape, name, box, look);
    } else if (kind.endsWith("Gateway")) {
      gateway(element, box, look, layer);
      outsideLabel(shape, name, box, look);
    } else if (kind.equals("textAnnotation")) {
      annotation(element, box);
    } else if (kind.equals("participant") || kind.equals("lane") || kind.equals("group")) {
      layer.add(new Form(box, null, PLAIN.stroke(), 1, kind.equals("group") ? new double[] {6, 4} : null));
      words(layer, Glyphs.BOLD.lines(name, LABEL_SIZE, box.getWidth() - 20), box.getX() + 10, box.getY() + 18, LABEL_SIZE, true, INK);
    } else if (kind.startsWith("data")) {
      layer.add(new Form(box, Color.WHITE, look.stroke(), 1, null));
      outsideLabel(shape, name, box, look);
    } else {
      activity(element, shape, box, look, layer);
    }
    Integer number = walk.order().get(element.getAttribute("id"));
    if (number != null) {
      badge(number, box, kind, look);
    }
  }

  private void activity(Element element, Element shape, Rectangle2D box, Look look, List<Mark> layer) {
    boolean area = holdsOthers(element) && isArea(shape);
    boolean byEvent = "true".equals(element.getAttribute("triggeredByEvent"));
    Shape frame = new RoundRectangle2D.Double(box.getX(), box.getY(), box.getWidth(), box.getHeight(), 16, 16);
    double weight = element.getLocalName().equals("callActivity") ? look.weight() + 1.6 : look.weight();
    Color fill = !area ? look.fill() : look == WALKED ? new Color(0xf6fcf7) : look == OPEN ? new Color(0xfffaec) : Color.WHITE;
    layer.add(new Form(frame, fill, look.stroke(), weight, byEvent ? new double[] {1, 4} : look.dashes()));
    String name = element.getAttribute("name");
    if (area) {
      words(layer, Glyphs.BOLD.lines(name, LABEL_SIZE, box.getWidth() - 60), box.getX() + 12, box.getY() + 17, LABEL_SIZE, true, look.words());
      return;
    }
    Symbols.task(element, box, look.stroke(), layer);
    double size = NAME_SIZE;
    List<String> lines = Glyphs.REGULAR.lines(name, size, box.getWidth() - 12);
    while (size > 8 && (lines.size() * size * LINE > box.getHeight() - 12
        || lines.stream().anyMatch(line -> Glyphs.REGULAR.width(line, NAME_SIZE) > box.getWidth() && !line.contains(" ")))) {
      size -= 0.5;
      lines = Glyphs.REGULAR.lines(name, size, box.getWidth() - 10);
    }
    centred(layer, lines, box.getCenterX(), box.getCenterY() - lines.size() * size * LINE / 2, size, look.words());
    Symbols.repeated(element, box, look.stroke(), layer);
  }

  private void event(Element element, Rectangle2D box, Look look, List<Mark> layer) {
    String kind = element.getLocalName();
    boolean start = kind.equals("startEvent");
    boolean end = kind.equals("endEvent");
    boolean goesOn = "false".equals(element.getAttribute("cancelActivity")) || "false".equals(element.getAttribute("isInterrupting"));
    double[] dashes = goesOn ? new double[] {4, 3} : look.dashes();
    layer.add(new Form(circle(box, 0), look.fill(), look.stroke(), end ? look.weight() + 2 : look.weight(), dashes));
    if (!start && !end) {
      layer.add(new Form(circle(box, 3.5), null, look.stroke(), Math.max(1, look.weight() - 1), dashes));
    }
    Symbols.event(element, box, look.stroke(), look.fill(), end || kind.equals("intermediateThrowEvent"), layer);
  }

  private static void gateway(Element element, Rectangle2D box, Look look, List<Mark> layer) {
    Path2D diamond = new Path2D.Double();
    diamond.moveTo(box.getCenterX(), box.getMinY());
    diamond.lineTo(box.getMaxX(), box.getCenterY());
    diamond.lineTo(box.getCenterX(), box.getMaxY());
    diamond.lineTo(box.getMinX(), box.getCenterY());
    diamond.closePath();
    layer.add(new Form(diamond, look.fill(), look.stroke(), look.weight(), look.dashes()));
    Symbols.gateway(element, box, look.stroke(), layer);
  }

  private void annotation(Element element, Rectangle2D box) {
    Path2D bracket = new Path2D.Double();
    bracket.moveTo(box.getX() + 10, box.getY());
    bracket.lineTo(box.getX(), box.getY());
    bracket.lineTo(box.getX(), box.getMaxY());
    bracket.lineTo(box.getX() + 10, box.getMaxY());
    under.add(new Form(bracket, null, PLAIN.stroke(), 1, null));
    String text = SafeXml.children(element).stream().filter(child -> child.getLocalName().equals("text")).map(Element::getTextContent).findFirst().orElse("");
    double size = LABEL_SIZE;
    List<String> lines = Glyphs.REGULAR.lines(text, size, box.getWidth() - 12);
    while (lines.size() * size * LINE > box.getHeight() && size > 7) {
      size -= 0.5;
      lines = Glyphs.REGULAR.lines(text, size, box.getWidth() - 12);
    }
    words(labels, lines, box.getX() + 7, box.getY() + size + 3, size, false, UNTOUCHED.words());
  }

  private void edge(Element edge) {
    Element element = of(edge);
    List<Point2D> points = SafeXml.children(edge).stream().filter(child -> child.getLocalName().equals("waypoint"))
        .map(point -> (Point2D) new Point2D.Double(number(point, "x"), number(point, "y"))).toList();
    if (points.size() < 2) {
      return;
    }
    points.forEach(point -> grow(new Rectangle2D.Double(point.getX(), point.getY(), 0, 0)));
    boolean flow = element.getLocalName().equals("sequenceFlow");
    boolean walked = walk.flows().contains(element.getAttribute("id"));
    Look look = walk == Walk.NOWHERE ? PLAIN : walked ? WALKED : UNTOUCHED;
    Path2D line = new Path2D.Double();
    line.moveTo(points.get(0).getX(), points.get(0).getY());
    points.stream().skip(1).forEach(point -> line.lineTo(point.getX(), point.getY()));
    List<Mark> layer = walked ? over : edges;
    layer.add(new Form(line, null, look.stroke(), walked ? 2.6 : 1.2, flow ? null : element.getLocalName().equals("association")
        ? new double[] {1, 4} : new double[] {6, 4}));
    if (!element.getLocalName().equals("association")) {
      arrow(layer, points.get(points.size() - 2), points.get(points.size() - 1), look.stroke(), walked ? 1.25 : 1);
    }
    String id = element.getAttribute("id");
    Element source = elements.get(element.getAttribute("sourceRef"));
    if (flow && source != null && id.equals(source.getAttribute("default"))) {
      slash(layer, points.get(0), points.get(1), look.stroke());
    }
    Rectangle2D middle = middle(points);
    String name = element.getAttribute("name");
    if (!name.isBlank()) {
      Element label = label(edge);
      Rectangle2D place = label == null ? new Rectangle2D.Double(middle.getX() - 45, middle.getY() - 16, 90, 14) : box(label);
      grow(place);
      label(name, place, walked ? WALKED.words() : look.words(), walked);
    }
  }

  private void outsideLabel(Element shape, String name, Rectangle2D box, Look look) {
    if (name.isBlank()) {
      return;
    }
    Element label = label(shape);
    Rectangle2D place = label == null ? new Rectangle2D.Double(box.getCenterX() - 45, box.getMaxY() + 5, 90, 14) : box(label);
    grow(place);
    label(name, place, look.words(), false);
  }

  // The author's box was measured with another font: a little wider, so that its lines stay what they were.
  private void label(String text, Rectangle2D place, Color color, boolean bold) {
    double width = Math.max(place.getWidth() + 10, 50);
    List<String> lines = (bold ? Glyphs.BOLD : Glyphs.REGULAR).lines(text, LABEL_SIZE, width);
    double widest = lines.stream().mapToDouble(line -> (bold ? Glyphs.BOLD : Glyphs.REGULAR).width(line, LABEL_SIZE)).max().orElse(0);
    double height = lines.size() * LABEL_SIZE * LINE;
    double y = place.getY() + LABEL_SIZE;
    for (String line : lines) {
      double wide = (bold ? Glyphs.BOLD : Glyphs.REGULAR).width(line, LABEL_SIZE);
      labels.add(new Words(line, place.getCenterX() - wide / 2, y, LABEL_SIZE, bold, color));
      y += LABEL_SIZE * LINE;
    }
    grow(new Rectangle2D.Double(place.getCenterX() - widest / 2, place.getY(), widest, height));
  }

  private void badge(int number, Rectangle2D box, String kind, Look look) {
    String text = String.valueOf(number);
    double wide = Math.max(15, Glyphs.BOLD.width(text, 10) + 8);
    // Above a gateway its question stands.
    boolean gateway = kind.endsWith("Gateway");
    double x = box.getMinX() - wide / 2 + (gateway ? 7 : 4);
    double y = gateway ? box.getMaxY() - 16 : box.getMinY() - 8;
    numbers.add(new Form(new RoundRectangle2D.Double(x, y, wide, 15, 15, 15), look.stroke(), Color.WHITE, 1.2, null));
    numbers.add(new Words(text, x + (wide - Glyphs.BOLD.width(text, 10)) / 2, y + 11, 10, true, Color.WHITE));
    grow(new Rectangle2D.Double(x, y, wide, 15));
  }

  private static void arrow(List<Mark> layer, Point2D from, Point2D to, Color color, double scale) {
    double angle = Math.atan2(to.getY() - from.getY(), to.getX() - from.getX());
    Path2D head = new Path2D.Double();
    head.moveTo(to.getX(), to.getY());
    for (double side : new double[] {2.75, -2.75}) {
      head.lineTo(to.getX() + 10 * scale * Math.cos(angle + side), to.getY() + 10 * scale * Math.sin(angle + side));
    }
    head.closePath();
    layer.add(new Form(head, color, color, 1, null));
  }

  private static void slash(List<Mark> layer, Point2D from, Point2D to, Color color) {
    double angle = Math.atan2(to.getY() - from.getY(), to.getX() - from.getX());
    double x = from.getX() + 11 * Math.cos(angle);
    double y = from.getY() + 11 * Math.sin(angle);
    layer.add(new Form(new Line2D.Double(x + 5 * Math.cos(angle + 2), y + 5 * Math.sin(angle + 2), x + 5 * Math.cos(angle + 2 + Math.PI),
        y + 5 * Math.sin(angle + 2 + Math.PI)), null, color, 1.2, null));
  }

  private static void words(List<Mark> layer, List<String> lines, double x, double y, double size, boolean bold, Color color) {
    double at = y;
    for (String line : lines) {
      layer.add(new Words(line, x, at, size, bold, color));
      at += size * LINE;
    }
  }

  private static void centred(List<Mark> layer, List<String> lines, double middle, double top, double size, Color color) {
    double y = top + size * 0.98;
    for (String line : lines) {
      layer.add(new Words(line, middle - Glyphs.REGULAR.width(line, size) / 2, y, size, false, color));
      y += size * LINE;
    }
  }

  private static Shape circle(Rectangle2D box, double inside) {
    return new Ellipse2D.Double(box.getX() + inside, box.getY() + inside, box.getWidth() - 2 * inside, box.getHeight() - 2 * inside);
  }

  private static Rectangle2D middle(List<Point2D> points) {
    Point2D a = points.get((points.size() - 1) / 2);
    Point2D b = points.get((points.size() - 1) / 2 + 1);
    return new Rectangle2D.Double((a.getX() + b.getX()) / 2, (a.getY() + b.getY()) / 2, 0, 0);
  }

  private static Element label(Element shape) {
    return SafeXml.children(shape).stream().filter(child -> child.getLocalName().equals("BPMNLabel"))
        .filter(label -> SafeXml.children(label).stream().anyMatch(child -> child.getLocalName().equals("Bounds"))).findFirst().orElse(null);
  }

  private static Rectangle2D box(Element shape) {
    Element bounds = SafeXml.children(shape).stream().filter(child -> child.getLocalName().equals("Bounds")).findFirst().orElseThrow(
        () -> new IllegalArgumentException("A shape of the diagram has no place: " + shape.getAttribute("id")));
    return new Rectangle2D.Double(number(bounds, "x"), number(bounds, "y"), number(bounds, "width"), number(bounds, "height"));
  }

  private static double number(Element element, String attribute) {
    try {
      return Double.parseDouble(element.getAttribute(attribute));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("A place in the diagram is no number: %s".formatted(attribute), e);
    }
  }

  private void grow(Rectangle2D box) {
    bounds = bounds == null ? (Rectangle2D) box.clone() : bounds.createUnion(box);
  }
}

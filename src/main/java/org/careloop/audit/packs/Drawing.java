package org.careloop.audit.packs;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.PathIterator;
import java.awt.geom.Rectangle2D;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/**
 * A picture of lines, surfaces and words. The same picture goes into an SVG file and onto a page of a PDF, there with its words as outlines,
 * so that neither needs a font of the machine.
 */
record Drawing(String title, Rectangle2D bounds, List<Mark> marks) {

  /** Something drawn, in the order of drawing. */
  sealed interface Mark permits Form, Words {}

  /** A shape; no fill or no stroke for null. */
  record Form(Shape shape, Color fill, Color stroke, double width, double[] dashes) implements Mark {}

  /** One line of text whose base line begins at the point. */
  record Words(String text, double x, double y, double size, boolean bold, Color color) implements Mark {

    Glyphs glyphs() {
      return bold ? Glyphs.BOLD : Glyphs.REGULAR;
    }
  }

  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  /** Fitted into the rectangle, in the middle of it, never enlarged beyond its own measure times {@code largest}. */
  void paint(Graphics2D graphics, double width, double height, double largest) {
    Graphics2D g = (Graphics2D) graphics.create();
    double scale = Math.min(largest, Math.min(width / bounds.getWidth(), height / bounds.getHeight()));
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    g.translate((width - bounds.getWidth() * scale) / 2, 0);
    g.scale(scale, scale);
    g.translate(-bounds.getX(), -bounds.getY());
    for (Mark mark : marks) {
      if (mark instanceof Form form) {
        if (form.fill() != null) {
          g.setColor(form.fill());
          g.fill(form.shape());
        }
        if (form.stroke() != null) {
          g.setColor(form.stroke());
          g.setStroke(new BasicStroke((float) form.width(), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND, 10, floats(form.dashes()), 0));
          g.draw(form.shape());
        }
      } else if (mark instanceof Words words) {
        g.setColor(words.color());
        g.fill(words.glyphs().outline(words.text(), words.x(), words.y(), words.size()));
      }
    }
    g.dispose();
  }

  String svg() {
    StringBuilder svg = new StringBuilder(16_000);
    svg.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"")
        .append(number(bounds.getX())).append(' ').append(number(bounds.getY())).append(' ').append(number(bounds.getWidth())).append(' ')
        .append(number(bounds.getHeight())).append("\" width=\"").append(number(bounds.getWidth())).append("\" height=\"")
        .append(number(bounds.getHeight())).append("\" font-family=\"'DejaVu Sans Condensed', 'Arial Narrow', Arial, sans-serif\">\n<title>")
        .append(escaped(title)).append("</title>\n");
    for (Mark mark : marks) {
      if (mark instanceof Form form) {
        svg.append("<path d=\"").append(path(form.shape())).append("\" fill=\"").append(color(form.fill())).append("\" stroke=\"")
            .append(color(form.stroke())).append('"');
        if (form.stroke() != null) {
          svg.append(" stroke-width=\"").append(number(form.width())).append("\" stroke-linejoin=\"round\" stroke-linecap=\"round\"");
        }
        if (form.dashes() != null) {
          svg.append(" stroke-dasharray=\"");
          for (double dash : form.dashes()) {
            svg.append(number(dash)).append(' ');
          }
          svg.append('"');
        }
        svg.append("/>\n");
      } else if (mark instanceof Words words) {
        // As wide as it was measured, whichever font the reader has.
        svg.append("<text x=\"").append(number(words.x())).append("\" y=\"").append(number(words.y())).append("\" font-size=\"")
            .append(number(words.size())).append("\" textLength=\"").append(number(words.glyphs().width(words.text(), words.size())))
            .append("\" lengthAdjust=\"spacingAndGlyphs\"").append(words.bold() ? " font-weight=\"bold\"" : "").append(" fill=\"")
            .append(color(words.color())).append("\">").append(escaped(words.text())).append("</text>\n");
      }
    }
    return svg.append("</svg>\n").toString();
  }

  private static String path(Shape shape) {
    StringBuilder d = new StringBuilder();
    double[] at = new double[6];
    for (PathIterator steps = shape.getPathIterator(null); !steps.isDone(); steps.next()) {
      int points = switch (steps.currentSegment(at)) {
        case PathIterator.SEG_MOVETO -> step(d, 'M', 1);
        case PathIterator.SEG_LINETO -> step(d, 'L', 1);
        case PathIterator.SEG_QUADTO -> step(d, 'Q', 2);
        case PathIterator.SEG_CUBICTO -> step(d, 'C', 3);
        default -> step(d, 'Z', 0);
      };
      for (int i = 0; i < points * 2; i++) {
        d.append(i == 0 ? "" : " ").append(number(at[i]));
      }
    }
    return d.toString();
  }

  private static int step(StringBuilder d, char letter, int points) {
    d.append(letter);
    return points;
  }

  private static String number(double value) {
    return BigDecimal.valueOf(value).multiply(HUNDRED).setScale(0, RoundingMode.HALF_UP).divide(HUNDRED).stripTrailingZeros().toPlainString();
  }

  private static String color(Color color) {
    return color == null ? "none" : "#%06x".formatted(color.getRGB() & 0xFFFFFF);
  }

  private static String escaped(String text) {
    return PlainText.xml(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
  }

  private static float[] floats(double[] dashes) {
    if (dashes == null) {
      return null;
    }
    float[] floats = new float[dashes.length];
    for (int i = 0; i < dashes.length; i++) {
      floats[i] = (float) dashes[i];
    }
    return floats;
  }
}

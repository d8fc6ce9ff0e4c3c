package org.careloop.audit.packs;

import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.GlyphData;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;

/**
 * The fonts that packs are set in, as the program brings them: how wide a text is, where its lines break, its outlines. Reads no font of the
 * machine, so that a page looks the same wherever it is made.
 */
final class Glyphs {

  static final Glyphs REGULAR = new Glyphs("DejaVuSansCondensed.ttf");
  static final Glyphs BOLD = new Glyphs("DejaVuSansCondensed-Bold.ttf");

  private record Glyph(double advance, Path2D outline) {}

  private final TrueTypeFont font;
  private final CmapLookup codes;
  private final double unitsPerEm;
  private final Map<Integer, Glyph> known = new ConcurrentHashMap<>();

  private Glyphs(String file) {
    try (InputStream in = open(file)) {
      font = new TTFParser().parse(new RandomAccessReadBuffer(in.readAllBytes()));
      codes = font.getUnicodeCmapLookup();
      unitsPerEm = font.getUnitsPerEm();
    } catch (IOException e) {
      throw new UncheckedIOException("The font %s does not read. The program's jar is damaged.".formatted(file), e);
    }
  }

  /** A font's file, as the jar holds it. */
  static InputStream open(String file) {
    InputStream in = Glyphs.class.getResourceAsStream("/fonts/" + file);
    if (in == null) {
      throw new IllegalStateException("The font %s is missing in the program's jar".formatted(file));
    }
    return in;
  }

  TrueTypeFont font() {
    return font;
  }

  double width(String text, double size) {
    return text.codePoints().mapToDouble(code -> glyph(code).advance()).sum() * size;
  }

  /** The text's outlines, its base line beginning at the point. */
  Path2D outline(String text, double x, double y, double size) {
    Path2D all = new Path2D.Double(Path2D.WIND_NON_ZERO);
    double at = x;
    for (int code : text.codePoints().toArray()) {
      Glyph glyph = glyph(code);
      all.append(glyph.outline().getPathIterator(new AffineTransform(size, 0, 0, -size, at, y)), false);
      at += glyph.advance() * size;
    }
    return all;
  }

  /** Lines no wider than this, broken between words; a word that is too long by itself is broken inside. */
  List<String> lines(String text, double size, double width) {
    List<String> lines = new ArrayList<>();
    for (String paragraph : text.strip().split("\\R")) {
      String line = "";
      for (String word : paragraph.strip().split("\\s+")) {
        String longer = line.isEmpty() ? word : line + " " + word;
        if (width(longer, size) <= width) {
          line = longer;
          continue;
        }
        if (!line.isEmpty()) {
          lines.add(line);
        }
        line = word;
        while (width(line, size) > width && line.length() > 1) {
          int fits = line.length() - 1;
          while (fits > 1 && width(line.substring(0, fits), size) > width) {
            fits--;
          }
          lines.add(line.substring(0, fits));
          line = line.substring(fits);
        }
      }
      lines.add(line);
    }
    return lines;
  }

  private Glyph glyph(int code) {
    return known.computeIfAbsent(code, this::read);
  }

  private synchronized Glyph read(int code) {
    try {
      int id = codes.getGlyphId(code);
      Path2D outline = new Path2D.Double(Path2D.WIND_NON_ZERO);
      GlyphData data = font.getGlyph().getGlyph(id);
      if (data != null) {
        outline.append(data.getPath().getPathIterator(AffineTransform.getScaleInstance(1 / unitsPerEm, 1 / unitsPerEm)), false);
      }
      return new Glyph(font.getAdvanceWidth(id) / unitsPerEm, outline);
    } catch (IOException e) {
      throw new UncheckedIOException("A letter of the program's font does not read", e);
    }
  }
}

package org.careloop.audit.packs;

import com.openhtmltopdf.extend.FSObjectDrawer;
import com.openhtmltopdf.extend.FSObjectDrawerFactory;
import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.FontStyle;
import com.openhtmltopdf.outputdevice.helper.ExternalResourceControlPriority;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder.PdfAConformance;
import com.openhtmltopdf.util.XRLog;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.pdfbox.pdmodel.font.FontMappers;
import org.careloop.audit.story.CaseStory;
import org.careloop.protocol.comparing.SafeXml;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.thymeleaf.ITemplateEngine;
import org.thymeleaf.context.Context;
import org.w3c.dom.Element;

/**
 * Sets a case on paper, as PDF/A with its fonts inside. Fetches nothing while it does so: the page's text, the program's fonts and the diagrams
 * drawn here are all there is. Writes nothing of a case to the log.
 */
@Component
class CasePdf {

  static {
    XRLog.setLoggingEnabled(false); // It would tell of letters it has no sign for, and they are a patient's.
    FontMappers.set(new OwnFontsOnly());
  }

  /** A diagram on its page; its steps stand side by side in rows, read column by column. */
  record Sheet(int number, String title, String page, double width, double height, int columns, List<List<DrawnDiagram.Step>> rows) {}

  private static final double POINTS_A_PIXEL = 0.75;
  private static final double READABLE = 0.62;
  // Points that the pages of the template leave for a drawing.
  private static final double LETTER_WIDTH = 712;
  private static final double LETTER_HEIGHT = 370;
  // What a page of this size has in all, what stands around a drawing, and a row of its steps.
  private static final double LETTER_PAGE = 490;
  private static final double AROUND_DRAWING = 105;
  private static final double ROW = 16;
  private static final String WIDE = "page-wide";
  private static final double TABLOID_WIDTH = 1144;
  private static final double TABLOID_HEIGHT = 520;
  private static final Map<String, String> CONTENTS = contents();

  private final ITemplateEngine templates;
  private final ZoneId zone;

  CasePdf(ITemplateEngine templates, @Value("${careloop.zone:America/New_York}") ZoneId zone) {
    this.templates = templates;
    this.zone = zone;
  }

  void write(PackFacts facts, CaseStory story, List<Model> models, OutputStream out) throws IOException {
    PackWords words = new PackWords(zone, story);
    List<DrawnDiagram> drawn = story.drawings().stream().map(drawing -> DrawnDiagram.of(drawing, words)).toList();
    List<List<Sheet>> sheets = together(IntStream.range(0, drawn.size()).mapToObj(number -> sheet(number, drawn.get(number))).toList());
    Map<String, Object> page = new HashMap<>();
    page.put("pack", facts);
    page.put("story", story);
    page.put("say", words);
    page.put("drawings", sheets);
    page.put("usedModels", models.stream().filter(Model::used).toList());
    page.put("otherModels", models.stream().filter(model -> !model.used()).count());
    page.put("contents", CONTENTS);
    String html = PlainText.xml(templates.process("audit-pack", new Context(Locale.US, page)));
    PdfRendererBuilder builder = new PdfRendererBuilder()
        .withW3cDocument(SafeXml.read(html.getBytes(StandardCharsets.UTF_8)), null)
        .useExternalResourceAccessControl((address, type) -> false, ExternalResourceControlPriority.RUN_BEFORE_RESOLVING_URI)
        .useExternalResourceAccessControl((address, type) -> false, ExternalResourceControlPriority.RUN_AFTER_RESOLVING_URI)
        .useObjectDrawerFactory(new Diagrams(drawn))
        .useReplacementText("\u25A1")
        .withProducer("Careloop")
        .usePdfAConformance(PdfAConformance.PDFA_2_U)
        .useColorProfile(ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData())
        .toStream(out);
    builder.useFont(() -> Glyphs.open("DejaVuSansCondensed.ttf"), "Careloop Sans", 400, FontStyle.NORMAL, true);
    builder.useFont(() -> Glyphs.open("DejaVuSansCondensed-Bold.ttf"), "Careloop Sans", 700, FontStyle.NORMAL, true);
    builder.useFont(() -> Glyphs.open("DejaVuSansMono.ttf"), "Careloop Mono", 400, FontStyle.NORMAL, true);
    builder.run();
  }

  // On the smallest paper on which its letters can be read.
  private static Sheet sheet(int number, DrawnDiagram diagram) {
    var bounds = diagram.drawing().bounds();
    boolean letter = Math.min(LETTER_WIDTH / bounds.getWidth(), LETTER_HEIGHT / bounds.getHeight()) / POINTS_A_PIXEL >= READABLE;
    double width = letter ? LETTER_WIDTH : TABLOID_WIDTH;
    double scale = Math.min(POINTS_A_PIXEL, Math.min(width / bounds.getWidth(), (letter ? LETTER_HEIGHT : TABLOID_HEIGHT) / bounds.getHeight()));
    return new Sheet(number, diagram.drawing().title(), letter ? WIDE : "page-widest", width, Math.ceil(bounds.getHeight() * scale), letter ? 2 : 3,
        rows(diagram.steps(), letter ? 2 : 3));
  }

  /** Small diagrams that follow each other share a page. */
  private static List<List<Sheet>> together(List<Sheet> sheets) {
    List<List<Sheet>> pages = new ArrayList<>();
    double taken = LETTER_PAGE;
    for (Sheet one : sheets) {
      boolean letter = one.page().equals(WIDE);
      double high = AROUND_DRAWING + one.height() + ROW * one.rows().size();
      if (letter && taken + high <= LETTER_PAGE) {
        pages.get(pages.size() - 1).add(one);
        taken += high;
      } else {
        pages.add(new ArrayList<>(List.of(one)));
        taken = letter ? high : LETTER_PAGE;
      }
    }
    return pages;
  }

  private static List<List<DrawnDiagram.Step>> rows(List<DrawnDiagram.Step> steps, int columns) {
    int high = (steps.size() + columns - 1) / columns;
    return IntStream.range(0, high).mapToObj(row -> IntStream.range(0, columns).map(column -> row + column * high).filter(at -> at < steps.size())
        .mapToObj(steps::get).toList()).toList();
  }

  private static Map<String, String> contents() {
    Map<String, String> lines = new LinkedHashMap<>();
    lines.put("summary", "1 Summary");
    lines.put("timeline", "2 What happened");
    lines.put("decisions", "3 Decisions");
    lines.put("forms", "4 Forms as they were filled in");
    lines.put("changes", "5 Changes by operators");
    lines.put("looks", "6 Who looked");
    lines.put("diagrams", "7 Diagrams with the way that was walked");
    lines.put("models", "8 Models in force");
    lines.put("checking", "9 How to check this");
    return lines;
  }

  /** Puts each diagram where the page has left room for it. */
  private record Diagrams(List<DrawnDiagram> drawn) implements FSObjectDrawerFactory {

    @Override
    public boolean isReplacedObject(Element element) {
      return "careloop/diagram".equals(element.getAttribute("type"));
    }

    @Override
    public FSObjectDrawer createDrawer(Element object) {
      return !isReplacedObject(object) ? null : (element, x, y, width, height, device, context, dotsAPixel) -> {
        Drawing drawing = drawn.get(Integer.parseInt(element.getAttribute("data-number"))).drawing();
        float wide = (float) (width / dotsAPixel);
        float high = (float) (height / dotsAPixel);
        device.drawWithGraphics((float) x, (float) y, wide, high, graphics -> drawing.paint(graphics, wide, high, 1));
        return null;
      };
    }
  }
}

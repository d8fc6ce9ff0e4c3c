package org.careloop.audit.packs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.text.PDFTextStripper;
import org.careloop.audit.story.CaseStory;
import org.junit.jupiter.api.Test;
import org.thymeleaf.spring6.SpringTemplateEngine;
import org.thymeleaf.templatemode.TemplateMode;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;

/** A case on paper. */
class CasePdfTest {

  @Test
  void aCaseIsToldWholeWithAccentsMarkupAndOddLettersAsText() throws IOException {
    try (PDDocument paper = paper(SampleStory.story())) {
      String text = text(paper);
      assertThat(text).contains(SampleStory.PATIENT, "p100234", "MERCY:V-2201", "Discharge transition", "Transition complete", "Payer of the North, Inc.",
          "LACE score: 13", "high", "van Walraven et al.", "Call patient", "<b>mejor</b> & más fuerte", "tomó la medicación", "Health record is back",
          "Emergency: patient at the desk", "ADT^A03", "MSG00042", "ab".repeat(10), "verify-audit", "On legal hold since 2026-04-01 (No. 4711)",
          "every record it names were as recorded");
      assertThat(text).contains(SampleStory.models().get(0).sha256());
      assertThat(text).as("no sign for it in the font").contains("complete\uFFFD \u25A1");
      assertThat(text).doesNotContain("${", "th:");
    }
  }

  @Test
  void everyPageBearsTheCaseThePatientAndItsNumber() throws IOException {
    try (PDDocument paper = paper(SampleStory.story())) {
      PDFTextStripper reader = new PDFTextStripper();
      for (int page = 1; page <= paper.getNumberOfPages(); page++) {
        reader.setStartPage(page);
        reader.setEndPage(page);
        assertThat(reader.getText(paper)).contains("Case MERCY:V-2201", SampleStory.PATIENT, "Page %d of %d".formatted(page, paper.getNumberOfPages()));
      }
    }
  }

  @Test
  void itsFontsAreInsideAndItRefersToNothingElsewhere() throws IOException {
    try (PDDocument paper = paper(SampleStory.story())) {
      List<String> fonts = new ArrayList<>();
      for (PDPage page : paper.getPages()) {
        for (var name : page.getResources().getFontNames()) {
          var font = page.getResources().getFont(name);
          fonts.add(font.getName());
          assertThat(font.isEmbedded()).as(font.getName()).isTrue();
        }
        assertThat(page.getAnnotations()).as("links inside the paper only").allSatisfy(link ->
            assertThat(link.getCOSObject().toString()).doesNotContain("http", "file:"));
      }
      assertThat(fonts).isNotEmpty().allMatch(font -> font.contains("DejaVu"));
      assertThat(paper.getDocumentCatalog().getOutputIntents()).as("PDF/A: colours that mean the same everywhere").isNotEmpty();
    }
  }

  @Test
  void aCaseOfWhichNothingIsKnownIsStillAPaper() throws IOException {
    CaseStory full = SampleStory.story();
    CaseStory bare = new CaseStory(full.head(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
    try (PDDocument paper = paper(bare)) {
      assertThat(text(paper)).contains("No table was asked.", "Nobody filled in a form.", "No operator changed anything", "Nobody was shown");
    }
  }

  static byte[] bytes(CaseStory story) throws IOException {
    ClassLoaderTemplateResolver templates = new ClassLoaderTemplateResolver();
    templates.setPrefix("templates/");
    templates.setSuffix(".html");
    templates.setTemplateMode(TemplateMode.HTML);
    templates.setCharacterEncoding("UTF-8");
    SpringTemplateEngine engine = new SpringTemplateEngine();
    engine.setTemplateResolver(templates);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new CasePdf(engine, ZoneId.of("America/New_York")).write(SampleStory.facts(), story, SampleStory.models(), out);
    return out.toByteArray();
  }

  private static PDDocument paper(CaseStory story) throws IOException {
    return Loader.loadPDF(bytes(story));
  }

  private static String text(PDDocument paper) throws IOException {
    return new PDFTextStripper().getText(paper).replaceAll("\\s+", " ");
  }
}

package org.careloop.audit.packs;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.careloop.audit.packs.Drawing.Words;
import org.careloop.protocol.comparing.SafeXml;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Every released diagram as a picture of our own. */
class DiagramDrawerTest {

  @Test
  void everyDiagramIsDrawnWithAllItsNamesAndNothingOutsideThePicture() throws IOException {
    for (Path file : diagrams()) {
      byte[] bpmn = Files.readAllBytes(file);
      Drawing drawing = DiagramDrawer.draw(file.getFileName().toString(), bpmn, Walk.NOWHERE);
      String words = String.join(" ", drawing.marks().stream().filter(Words.class::isInstance).map(mark -> ((Words) mark).text()).toList());
      Document document = SafeXml.read(bpmn);
      Map<String, String> names = SafeXml.all(document, "*").stream().filter(element -> element.hasAttribute("id"))
          .collect(Collectors.toMap(element -> element.getAttribute("id"), element -> element.getAttribute("name")));
      for (Element shape : SafeXml.all(document, "BPMNShape")) {
        String name = names.get(shape.getAttribute("bpmnElement"));
        assertThat(words.replace(" ", "")).as(file + ": " + name).contains(name.replaceAll("\\s+", ""));
      }
      drawing.marks().stream().filter(Words.class::isInstance).map(Words.class::cast).forEach(word ->
          assertThat(drawing.bounds().contains(word.x(), word.y())).as("%s: %s lies inside", file, word.text()).isTrue());
      assertThat(SafeXml.read(drawing.svg().getBytes(StandardCharsets.UTF_8)).getDocumentElement().getLocalName()).isEqualTo("svg");
    }
  }

  @Test
  void whereACaseWentIsNumberedAndColoured() throws IOException {
    byte[] bpmn = Files.readAllBytes(Path.of("processes/patient-call.bpmn"));
    Drawing walked = DiagramDrawer.draw("walked", bpmn, new Walk(Map.of("contactPlanned", 1, "callPatient", 2), Set.of("callPatient"), Set.of(), Set.of()));
    List<String> bold = walked.marks().stream().filter(mark -> mark instanceof Words words && words.bold()).map(mark -> ((Words) mark).text()).toList();
    assertThat(bold).contains("1", "2");
    assertThat(walked.svg()).as("open").contains("#b45309").as("walked").contains("#1b6e3c");
    assertThat(DiagramDrawer.draw("plain", bpmn, Walk.NOWHERE).svg()).doesNotContain("#b45309", "#1b6e3c");
  }

  @Test
  void aTextOfADiagramIsNeverMarkupInThePicture() throws IOException {
    String bpmn = Files.readString(Path.of("processes/patient-call.bpmn")).replaceFirst("name=\"[^\"]*\"", "name=\"&lt;script&gt;alert(1)&lt;/script&gt;\"");
    Drawing drawing = DiagramDrawer.draw("<script>", bpmn.getBytes(StandardCharsets.UTF_8), Walk.NOWHERE);
    assertThat(drawing.svg()).doesNotContain("<script").contains("&lt;script&gt;");
  }

  @Test
  void paintedItLeavesInkOnThePage() throws IOException {
    BufferedImage page = new BufferedImage(400, 200, BufferedImage.TYPE_INT_RGB);
    DiagramDrawer.draw("painted", Files.readAllBytes(Path.of("processes/home-visit.bpmn")), Walk.NOWHERE).paint(page.createGraphics(), 400, 200, 1);
    long inked = java.util.Arrays.stream(page.getRGB(0, 0, 400, 200, null, 0, 400)).filter(pixel -> (pixel & 0xFFFFFF) != 0).count();
    assertThat(inked).isGreaterThan(1000);
  }

  private static List<Path> diagrams() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("processes"))) {
      return files.filter(file -> file.toString().endsWith(".bpmn")).sorted().toList();
    }
  }
}

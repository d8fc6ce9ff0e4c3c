package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostedFilesTest {

  @ParameterizedTest
  @CsvSource({"patient-call.bpmn, processes/patient-call.bpmn", "lace-index.dmn, decisions/lace-index.dmn", "outreach-visit.form, forms/outreach-visit.form",
      "forms/outreach-visit.form, forms/outreach-visit.form"})
  void aFlatNameFindsItsFolder(String name, String path) {
    PostedFiles posted = new PostedFiles();
    posted.add(name, new byte[] {1});
    assertThat(posted.files()).containsOnlyKeys(path);
  }

  @ParameterizedTest
  @ValueSource(strings = {"../patient-call.bpmn", "/etc/patient-call.bpmn", "forms/patient-call.bpmn", "processes/../patient-call.bpmn", "patient-call.bpmn/..",
      "..\\patient-call.bpmn", "evil.groovy", "page.html", "patient-call.bpmn20.xml", "case.cmmn", "diagram", "", ".bpmn", "Patient Call.bpmn", "x\u0000.bpmn",
      "processes.xml", "patient-call.bpmn.form.js"})
  void anyOtherNameIsRefusedWithWhatIsExpected(String name) {
    PostedFiles posted = new PostedFiles();
    posted.add("patient-call.bpmn", new byte[0]);
    posted.add(name, new byte[0]);
    assertThatThrownBy(posted::files).isInstanceOf(ProposalRefused.class).hasMessageContaining("Nothing was proposed").hasMessageContaining("expected the name");
  }

  @Test
  void theSameFileTwiceIsRefused() {
    PostedFiles posted = new PostedFiles();
    posted.add("patient-call.bpmn", new byte[] {1});
    posted.add("processes/patient-call.bpmn", new byte[] {2});
    assertThatThrownBy(posted::files).hasMessageContaining("came twice");
  }
}

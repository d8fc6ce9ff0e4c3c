package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.careloop.protocol.ProtocolSettings.Conflicts;
import org.careloop.protocol.vetting.ModelSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SetMergeTest {

  private static final ModelSet BASE = set(Map.of("processes/a.bpmn", "a1", "processes/b.bpmn", "b1"));

  @Test
  void whatOnlyOneSideChangedIsTakenFromIt() {
    ModelSet released = set(Map.of("processes/a.bpmn", "a-lead", "processes/b.bpmn", "b1", "forms/of-the-lead.form", "f"));
    ModelSet program = set(Map.of("processes/a.bpmn", "a1", "processes/b.bpmn", "b2", "forms/of-the-program.form", "g"));
    assertThat(merge(released, program, Conflicts.REFUSE)).isEqualTo(new SetMerge(set(Map.of("processes/a.bpmn", "a-lead", "processes/b.bpmn", "b2",
        "forms/of-the-lead.form", "f", "forms/of-the-program.form", "g")), java.util.List.of()));
  }

  @Test
  void whatOneSideRemovedIsGone() {
    assertThat(merge(set(Map.of("processes/a.bpmn", "a1")), set(Map.of("processes/b.bpmn", "b1")), Conflicts.REFUSE).set().files()).isEmpty();
  }

  @Test
  void theSameChangeOnBothSidesIsNoConflict() {
    ModelSet both = set(Map.of("processes/a.bpmn", "a2"));
    assertThat(merge(both, both, Conflicts.REFUSE)).isEqualTo(new SetMerge(both, java.util.List.of()));
  }

  @ParameterizedTest
  @CsvSource({"RELEASED, a-lead", "PROGRAM, a2"})
  void whatBothChangedIsNamedAndTheSettingSaysWhoseCounts(Conflicts whose, String expected) {
    SetMerge merge = merge(set(Map.of("processes/a.bpmn", "a-lead", "processes/b.bpmn", "b1")),
        set(Map.of("processes/a.bpmn", "a2", "processes/b.bpmn", "b1")), whose);
    assertThat(merge.conflicts()).containsExactly("processes/a.bpmn");
    assertThat(new String(merge.set().files().get("processes/a.bpmn"), StandardCharsets.UTF_8)).isEqualTo(expected);
  }

  @Test
  void aFileChangedByOneAndRemovedByTheOtherIsAConflict() {
    SetMerge merge = merge(set(Map.of("processes/b.bpmn", "b1")), set(Map.of("processes/a.bpmn", "a2", "processes/b.bpmn", "b1")), Conflicts.RELEASED);
    assertThat(merge.conflicts()).containsExactly("processes/a.bpmn");
    assertThat(merge.set().files()).containsOnlyKeys("processes/b.bpmn");
  }

  @ParameterizedTest
  @CsvSource({"1.1.0, 1.0.0, true", "1.10.0, 1.9.3, true", "2.0.0, 1.9.9, true", "1.0.0, 1.0.0, false", "1.0.0, 1.0.1, false", "next, 1.0.0, false",
      "1.0, 0.9.0, false", "1.0.0, '', true"})
  void aVersionTagRisesByItsNumbers(String tag, String before, boolean rises) {
    assertThat(ModelHead.isAfter(tag, before)).isEqualTo(rises);
  }

  private static SetMerge merge(ModelSet released, ModelSet program, Conflicts whose) {
    return SetMerge.of(BASE.sums(), released, program, whose);
  }

  private static ModelSet set(Map<String, String> files) {
    TreeMap<String, byte[]> contents = new TreeMap<>();
    files.forEach((path, content) -> contents.put(path, content.getBytes(StandardCharsets.UTF_8)));
    return new ModelSet(contents);
  }
}

package org.careloop.audit.packs;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.careloop.audit.story.CaseStory;
import org.careloop.audit.story.CaseStory.Part;
import org.careloop.why.Judgement;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** The diagrams, tables and forms that were in force for a case: all files of the exact deployments its processes ran on. Reads only. */
@Component
class ModelsInForce {

  /** A release as it was made, in the order of {@link #of}. */
  record Release(String deploymentId, Long number, Instant at, String by, String setSha256) {}

  private final JdbcTemplate jdbc;

  ModelsInForce(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** Every file, those that the case used first. */
  List<Model> of(CaseStory story) {
    Set<String> used = new HashSet<>();
    Set<String> deployments = new LinkedHashSet<>();
    resources("ACT_RE_PROCDEF", story.parts().stream().map(Part::definitionId), deployments, used);
    resources("ACT_RE_DECISION_DEF", story.decisions().stream().map(Judgement::definitionId), deployments, used);
    Set<String> shown = new HashSet<>(story.forms().stream().map(CaseStory.FilledForm::form).filter(Objects::nonNull).toList());
    jdbc.query("select DEPLOYMENT_ID_, RESOURCE_NAME_, KEY_ from ACT_RE_CAMFORMDEF where DEPLOYMENT_ID_ in (%s)".formatted(marks(deployments.size())), row -> {
      if (shown.contains(row.getString(3))) {
        used.add(row.getString(1) + "/" + row.getString(2));
      }
    }, deployments.toArray());
    List<Model> models = new ArrayList<>();
    for (String deployment : deployments) {
      jdbc.query("select NAME_, BYTES_ from ACT_GE_BYTEARRAY where DEPLOYMENT_ID_ = ? order by NAME_", row -> {
        byte[] content = row.getBytes(2);
        models.add(new Model(deployment, row.getString(1), content, sha256(content), used.contains(deployment + "/" + row.getString(1))));
      }, deployment);
    }
    models.sort(Comparator.comparing((Model model) -> !model.used()));
    return models;
  }

  /** Which releases these are; a deployment that came by no release has no number. */
  List<Release> releases(List<Model> models) {
    return models.stream().map(Model::deploymentId).distinct().map(deployment -> jdbc.query(
        "select release_id, released_at, released_by, set_sha256 from careloop_release where deployment_id = ?",
        (row, number) -> new Release(deployment, row.getLong(1), instant(row.getTimestamp(2)), row.getString(3), row.getString(4)), deployment)
        .stream().findFirst().orElseGet(() -> new Release(deployment, null, null, null, null))).toList();
  }

  private void resources(String table, Stream<String> definitions, Set<String> deployments, Set<String> used) {
    List<String> ids = definitions.filter(Objects::nonNull).distinct().toList();
    jdbc.query("select DEPLOYMENT_ID_, RESOURCE_NAME_ from %s where ID_ in (%s)".formatted(table, marks(ids.size())), row -> {
      deployments.add(row.getString(1));
      used.add(row.getString(1) + "/" + row.getString(2));
    }, ids.toArray());
  }

  private static String marks(int number) {
    return number == 0 ? "''" : String.join(", ", Collections.nCopies(number, "?"));
  }

  private static Instant instant(Timestamp at) {
    return at == null ? null : at.toInstant();
  }

  static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java has no SHA-256", e);
    }
  }
}

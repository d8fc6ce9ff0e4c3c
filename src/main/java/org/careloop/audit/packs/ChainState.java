package org.careloop.audit.packs;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.careloop.audit.chain.Anchors;
import org.careloop.audit.chain.AuditReader;
import org.careloop.audit.packs.PackFacts.Proof;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Where a case's chain stands, and the first anchor that holds it. Has the newest links anchored first; changes nothing else. */
@Component
class ChainState {

  private static final int ANCHORS_LOOKED_AT = 200;

  private final DataSource database;
  private final JdbcTemplate jdbc;
  private final Anchors anchors;

  ChainState(DataSource database, JdbcTemplate jdbc, Anchors anchors) {
    this.database = database;
    this.jdbc = jdbc;
    this.anchors = anchors;
  }

  /** Null where nothing of this chain is recorded. */
  Proof anchored(String chain) {
    anchors.now();
    AuditReader.Head head = new AuditReader(database).head(chain);
    if (head == null) {
      return null;
    }
    List<Proof> holding = jdbc.query(connection -> {
      // No anchor before the link can hold it.
      PreparedStatement select = connection.prepareStatement("select anchor_no, at, root, key_id, leaf_list from careloop_audit_anchor where at >= ? "
          + "order by anchor_no");
      select.setObject(1, head.at().minusSeconds(60).atOffset(ZoneOffset.UTC));
      select.setMaxRows(ANCHORS_LOOKED_AT);
      return select;
    }, (ResultSet row, int number) -> holds(row.getString(5), chain, head.seq())
        ? new Proof(chain, head.seq(), head.hash(), row.getLong(1), instant(row.getObject(2, OffsetDateTime.class)), row.getString(3), row.getString(4)) : null);
    return holding.stream().filter(Objects::nonNull).findFirst()
        .orElseGet(() -> new Proof(chain, head.seq(), head.hash(), 0, null, null, null));
  }

  private static boolean holds(String leaves, String chain, long seq) {
    return leaves.lines().map(line -> line.split("\t", -1))
        .anyMatch(leaf -> leaf.length == 3 && leaf[0].equals(chain) && Long.parseLong(leaf[1]) >= seq);
  }

  private static Instant instant(OffsetDateTime at) {
    return at == null ? null : at.toInstant();
  }
}

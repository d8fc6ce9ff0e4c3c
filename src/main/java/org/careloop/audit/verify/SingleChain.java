package org.careloop.audit.verify;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.careloop.audit.chain.Anchors;
import org.careloop.audit.chain.KeysInUse;
import org.careloop.trail.ChainProof;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * The verifier for one chain of the running program: events, seals, head, its rows, and rows beside them that no event knows. Looks at no anchor;
 * that is the whole check's part. Joins the caller's transaction.
 */
@Component
class SingleChain implements ChainProof {

  private static final int LOOKS = 3;

  private final JdbcTemplate jdbc;
  private final KeysInUse keys;
  private final Anchors anchors;

  SingleChain(JdbcTemplate jdbc, KeysInUse keys, Anchors anchors) {
    this.jdbc = jdbc;
    this.keys = keys;
    this.anchors = anchors;
  }

  @Override
  public Optional<String> trouble(String chain) {
    Optional<String> found = Optional.empty();
    // What others commit between two statements can look like a change, but not each time.
    for (int look = 0; look < LOOKS; look++) {
      found = jdbc.execute((ConnectionCallback<Optional<String>>) connection -> look(connection, chain));
      if (found.isEmpty()) {
        return found;
      }
    }
    return found.map(words -> "Chain %s does not verify: %s An auditor must look at it first (verify-audit).".formatted(chain, words));
  }

  private Optional<String> look(Connection connection, String chain) throws SQLException {
    Findings findings = new Findings();
    KeyRing ring = KeyRing.of(keys.folder(), anchors.outside());
    ring.takeUp(List.copyOf(ExportAnchors.stored(connection).values()), new Findings());
    new DatabaseCheck(connection, new SealCheck(ring, findings), AnchorCheck.none(connection, ring, findings), findings).run(chain);
    return findings.inOrder().stream().findFirst().map(VerifyReport.Finding::words);
  }
}

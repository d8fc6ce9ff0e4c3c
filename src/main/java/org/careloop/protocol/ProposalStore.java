package org.careloop.protocol;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.careloop.protocol.vetting.ModelSet;
import org.careloop.trail.Trail;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.stereotype.Repository;

/** Proposed changes to the set of models in force. Every method takes part in the caller's transaction; none decides anything. */
@Repository
class ProposalStore {

  /** What became of a proposal. */
  enum State { PROPOSED, RELEASED, REJECTED, WITHDRAWN, REFUSED, OVERTAKEN }

  /** A proposal without its files. */
  record Proposal(long number, String title, String remark, Instant proposedAt, String proposedBy, long baseRelease, State state,
      Instant decidedAt, String decidedBy, String decision) {

    public boolean waits() {
      return state == State.PROPOSED;
    }
  }

  /**
   * What a proposal changes.
   *
   * @param laidDown files added or replaced
   * @param removed files that go, each with why
   */
  record Contents(SortedMap<String, byte[]> laidDown, SortedMap<String, String> removed) {

    SortedSet<String> paths() {
      SortedSet<String> paths = new TreeSet<>(laidDown.keySet());
      paths.addAll(removed.keySet());
      return paths;
    }

    ModelSet over(ModelSet base) {
      return base.with(laidDown).without(removed.keySet());
    }

    boolean sameAs(Contents other) {
      return removed.keySet().equals(other.removed.keySet()) && new ModelSet(laidDown).equals(new ModelSet(other.laidDown));
    }
  }

  private static final String PROPOSALS = "select proposal_id, title, remark, proposed_at, proposed_by, base_release, state, decided_at, "
      + "decided_by, decision from careloop_proposal ";

  private final JdbcTemplate jdbc;
  private final Trail trail;

  ProposalStore(JdbcTemplate jdbc, Trail trail) {
    this.jdbc = jdbc;
    this.trail = trail;
  }

  Optional<Proposal> find(long number) {
    return jdbc.query(PROPOSALS + "where proposal_id = ?", ProposalStore::proposal, number).stream().findFirst();
  }

  /** Locked until the caller's transaction ends. */
  Optional<Proposal> lock(long number) {
    return jdbc.query(PROPOSALS + "where proposal_id = ? for update", ProposalStore::proposal, number).stream().findFirst();
  }

  /** Those that wait, oldest first. */
  List<Proposal> waiting() {
    return jdbc.query(PROPOSALS + "where state = 'proposed' order by proposal_id", ProposalStore::proposal);
  }

  /** The last ones that were decided, newest first. */
  List<Proposal> decided(int most) {
    return jdbc.query(PROPOSALS + "where state <> 'proposed' order by proposal_id desc fetch first " + most + " rows only",
        ProposalStore::proposal);
  }

  Contents contents(long number) {
    Contents contents = new Contents(new TreeMap<>(), new TreeMap<>());
    jdbc.query("select path, content, because from careloop_proposal_file where proposal_id = ?", row -> {
      String content = row.getString("content");
      if (content == null) {
        contents.removed().put(row.getString("path"), row.getString("because"));
      } else {
        contents.laidDown().put(row.getString("path"), Base64.getDecoder().decode(content));
      }
    }, number);
    return contents;
  }

  /** Keeps a proposal; of one that is refused only that and why, never its files. */
  long add(String title, String remark, Instant at, String by, long baseRelease, State state, String decision, Contents contents) {
    GeneratedKeyHolder key = new GeneratedKeyHolder();
    jdbc.update(connection -> {
      var insert = connection.prepareStatement("insert into careloop_proposal (title, remark, proposed_at, proposed_by, base_release, state, "
          + "decided_at, decision) values (?, ?, ?, ?, ?, ?, ?, ?)", new String[] {"proposal_id"});
      insert.setString(1, title);
      insert.setString(2, remark);
      insert.setObject(3, ReleaseStore.time(at));
      insert.setString(4, by);
      insert.setLong(5, baseRelease);
      insert.setString(6, word(state));
      insert.setObject(7, state == State.PROPOSED ? null : ReleaseStore.time(at));
      insert.setString(8, decision);
      return insert;
    }, key);
    long number = key.getKey().longValue();
    trail.wrote("careloop_proposal", number);
    if (state == State.PROPOSED) {
      for (Map.Entry<String, byte[]> file : contents.laidDown().entrySet()) {
        jdbc.update("insert into careloop_proposal_file (proposal_id, path, content) values (?, ?, ?)", number, file.getKey(),
            Base64.getEncoder().encodeToString(file.getValue()));
      }
      contents.removed().forEach((path, because) -> jdbc.update(
          "insert into careloop_proposal_file (proposal_id, path, because) values (?, ?, ?)", number, path, because));
      contents.paths().forEach(path -> trail.wrote("careloop_proposal_file", number, path));
    }
    return number;
  }

  /** False where it was decided before. */
  boolean decide(long number, State state, Instant at, String by, String decision) {
    trail.wrote("careloop_proposal", number);
    return jdbc.update("update careloop_proposal set state = ?, decided_at = ?, decided_by = ?, decision = ? "
        + "where proposal_id = ? and state = 'proposed'", word(state), ReleaseStore.time(at), by, decision, number) == 1;
  }

  void remark(long number, String remark) {
    jdbc.update("update careloop_proposal set remark = ? where proposal_id = ?", remark, number);
    trail.wrote("careloop_proposal", number);
  }

  private static String word(State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  private static Proposal proposal(ResultSet row, int n) throws SQLException {
    return new Proposal(row.getLong("proposal_id"), row.getString("title"), row.getString("remark"), ReleaseStore.instant(row, "proposed_at"),
        row.getString("proposed_by"), row.getLong("base_release"), State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
        ReleaseStore.instant(row, "decided_at"), row.getString("decided_by"), row.getString("decision"));
  }
}

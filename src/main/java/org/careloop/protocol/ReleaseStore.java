package org.careloop.protocol;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.careloop.trail.Trail;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.stereotype.Repository;

/** Which sets of models were laid down, when and by whom, and the line-by-line history. Every method takes part in the caller's transaction. */
@Repository
class ReleaseStore {

  /** Where a release came from. */
  enum Origin { PROGRAM, PROPOSAL }

  /** One set of models that is or was in force. */
  record Release(long number, String deploymentId, Origin origin, Long proposal, Instant at, String by, String sum) {}

  /** One line of the history. */
  record Event(Instant at, String actor, String what, Long proposal, Long release, String detail) {}

  private static final String RELEASES = "select release_id, deployment_id, origin, proposal_id, released_at, released_by, set_sha256 "
      + "from careloop_release ";

  private final JdbcTemplate jdbc;
  private final Trail trail;

  ReleaseStore(JdbcTemplate jdbc, Trail trail) {
    this.jdbc = jdbc;
    this.trail = trail;
  }

  /** One at a time, on all nodes, until the caller's transaction ends. */
  void lock() {
    jdbc.queryForObject("select lock_id from careloop_models_lock where lock_id = 1 for update", Integer.class);
  }

  Optional<Release> inForce() {
    return jdbc.query(RELEASES + "order by release_id desc fetch first 1 rows only", ReleaseStore::release).stream().findFirst();
  }

  Optional<Release> find(long number) {
    return jdbc.query(RELEASES + "where release_id = ?", ReleaseStore::release, number).stream().findFirst();
  }

  Optional<Release> before(long number) {
    return jdbc.query(RELEASES + "where release_id < ? order by release_id desc fetch first 1 rows only", ReleaseStore::release, number)
        .stream().findFirst();
  }

  /** Newest first. */
  List<Release> all() {
    return jdbc.query(RELEASES + "order by release_id desc", ReleaseStore::release);
  }

  /** SHA-256 by path. */
  SortedMap<String, String> sums(long number) {
    return sums("select path, sha256 from careloop_release_file where release_id = ?", number);
  }

  /** SHA-256 by path of every release. */
  SortedMap<Long, SortedMap<String, String>> allSums() {
    SortedMap<Long, SortedMap<String, String>> sums = new TreeMap<>();
    jdbc.query("select release_id, path, sha256 from careloop_release_file",
        row -> {
          sums.computeIfAbsent(row.getLong(1), number -> new TreeMap<>()).put(row.getString(2), row.getString(3));
        });
    return sums;
  }

  Release add(String deploymentId, Origin origin, Long proposal, Instant at, String by, String sum, Map<String, String> files) {
    jdbc.update("insert into careloop_release (deployment_id, origin, proposal_id, released_at, released_by, set_sha256) values (?, ?, ?, ?, ?, ?)",
        deploymentId, origin.name().toLowerCase(Locale.ROOT), proposal, time(at), by, sum);
    Release release = inForce().orElseThrow();
    trail.wrote("careloop_release", release.number());
    files.forEach((path, digest) -> {
      jdbc.update("insert into careloop_release_file (release_id, path, sha256) values (?, ?, ?)", release.number(), path, digest);
      trail.wrote("careloop_release_file", release.number(), path);
    });
    return release;
  }

  /** Sum of the models that the last version of the program brought. */
  Optional<String> packagedSum() {
    return jdbc.queryForList("select set_sha256 from careloop_packaged order by packaged_id desc fetch first 1 rows only", String.class)
        .stream().findFirst();
  }

  /** SHA-256 by path of the models that the last version of the program brought. */
  SortedMap<String, String> packaged() {
    return sums("select path, sha256 from careloop_packaged_file where packaged_id = (select max(packaged_id) from careloop_packaged) and 1 = ?", 1);
  }

  void notePackaged(Instant at, String sum, Map<String, String> files) {
    jdbc.update("insert into careloop_packaged (noted_at, set_sha256) values (?, ?)", time(at), sum);
    long number = jdbc.queryForObject("select max(packaged_id) from careloop_packaged", Long.class);
    trail.wrote("careloop_packaged", number);
    files.forEach((path, digest) -> {
      jdbc.update("insert into careloop_packaged_file (packaged_id, path, sha256) values (?, ?, ?)", number, path, digest);
      trail.wrote("careloop_packaged_file", number, path);
    });
  }

  void tell(Instant at, String actor, String what, Long proposal, Long release, String detail) {
    GeneratedKeyHolder key = new GeneratedKeyHolder();
    jdbc.update(connection -> {
      var insert = connection.prepareStatement("insert into careloop_protocol_event (happened_at, actor, what, proposal_id, release_id, detail) "
          + "values (?, ?, ?, ?, ?, ?)", new String[] {"event_id"});
      insert.setObject(1, time(at));
      insert.setString(2, actor);
      insert.setString(3, what);
      insert.setObject(4, proposal, Types.BIGINT);
      insert.setObject(5, release, Types.BIGINT);
      insert.setString(6, detail);
      return insert;
    }, key);
    trail.wrote("careloop_protocol_event", key.getKey());
  }

  /** What happened to one proposal, in order. */
  List<Event> eventsOf(long proposal) {
    return jdbc.query("select happened_at, actor, what, proposal_id, release_id, detail from careloop_protocol_event where proposal_id = ? "
        + "order by event_id", (row, n) -> new Event(instant(row, "happened_at"), row.getString("actor"), row.getString("what"),
            number(row, "proposal_id"), number(row, "release_id"), row.getString("detail")), proposal);
  }

  private SortedMap<String, String> sums(String query, long number) {
    SortedMap<String, String> sums = new TreeMap<>();
    jdbc.query(query, row -> {
      sums.put(row.getString(1), row.getString(2));
    }, number);
    return sums;
  }

  private static Release release(ResultSet row, int n) throws SQLException {
    return new Release(row.getLong("release_id"), row.getString("deployment_id"), Origin.valueOf(row.getString("origin").toUpperCase(Locale.ROOT)),
        number(row, "proposal_id"), instant(row, "released_at"), row.getString("released_by"), row.getString("set_sha256"));
  }

  static Long number(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : value;
  }

  static OffsetDateTime time(Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }

  static Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}

package org.careloop.audit.internal;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.ibatis.executor.Executor;
import org.apache.ibatis.mapping.BoundSql;
import org.apache.ibatis.mapping.MappedStatement;
import org.apache.ibatis.mapping.ParameterMapping;
import org.apache.ibatis.mapping.SqlCommandType;
import org.apache.ibatis.plugin.Interceptor;
import org.apache.ibatis.plugin.Intercepts;
import org.apache.ibatis.plugin.Invocation;
import org.apache.ibatis.plugin.Signature;
import org.apache.ibatis.reflection.MetaObject;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.db.DbEntity;
import org.camunda.bpm.engine.impl.persistence.entity.ByteArrayEntity;
import org.camunda.bpm.engine.repository.ResourceTypes;
import org.careloop.audit.chain.Coverage;
import org.careloop.audit.chain.CoveredTable;
import org.careloop.audit.chain.Recorder;

/**
 * Sees every statement by which the engine writes, whatever command it comes from, and tells the recorder which covered rows it writes. A
 * statement over many rows is asked first which rows these are. History is never deleted this way: a statement that would delete rows of it,
 * or set when they are to be deleted, is refused.
 */
@Intercepts(@Signature(type = Executor.class, method = "update", args = {MappedStatement.class, Object.class}))
final class EngineWrites implements Interceptor {

  private static final String BYTES = "ACT_GE_BYTEARRAY";
  private static final Pattern HEAD = Pattern.compile("(?is)^\\s*(?:insert\\s+into|update|delete\\s+from)\\s+(\\w+).*");
  private static final Pattern UPDATE = Pattern.compile("(?is)^\\s*update\\s+(\\w+)\\s+set\\s+(.*?)\\s+where\\s+(.*)$");
  private static final Pattern DELETE = Pattern.compile("(?is)^\\s*delete\\s+from\\s+(\\w+)(?:\\s+where\\s+(.*))?$");

  private static final CoveredTable NONE = new CoveredTable("", List.of(), Set.of(), List.of(), null, null, "");

  /** Tables whose rows point to bytes; variables, which alone have theirs overwritten, come first. */
  private final List<CoveredTable> pointing = Coverage.current().tables().stream().filter(table -> table.bytes() != null).toList();
  /** The covered table of each statement; NONE for others. */
  private final Map<String, CoveredTable> tables = new ConcurrentHashMap<>();

  private final Recorder recorder;

  EngineWrites(Recorder recorder) {
    this.recorder = recorder;
  }

  @Override
  public Object intercept(Invocation invocation) throws Throwable {
    MappedStatement statement = (MappedStatement) invocation.getArgs()[0];
    Object parameter = invocation.getArgs()[1];
    CoveredTable table = tables.computeIfAbsent(statement.getId(), id -> tableOf(statement, parameter));
    if (table != NONE) {
      look((Executor) invocation.getTarget(), statement, table, parameter);
    }
    return invocation.proceed();
  }

  private static CoveredTable tableOf(MappedStatement statement, Object parameter) {
    if (statement.getSqlCommandType() == SqlCommandType.SELECT) {
      return NONE;
    }
    Matcher head = HEAD.matcher(statement.getBoundSql(parameter).getSql());
    CoveredTable table = head.matches() ? Coverage.current().find(head.group(1)) : null;
    return table == null ? NONE : table;
  }

  private void look(Executor executor, MappedStatement statement, CoveredTable table, Object parameter) throws SQLException {
    person();
    boolean deletes = statement.getSqlCommandType() == SqlCommandType.DELETE;
    if (parameter instanceof DbEntity entity && entity.getId() != null && (!(entity instanceof ByteArrayEntity) || isOneRow(statement))) {
      if (entity instanceof ByteArrayEntity bytes) {
        bytes(executor, bytes, statement.getSqlCommandType());
      } else if (deletes) {
        delete(table, List.of(entity.getId()));
      } else {
        recorder.wrote(table.name(), entity.getId());
      }
    } else if (deletes) {
      delete(table, ids(executor, statement, table, parameter, DELETE, 2));
    } else {
      List<String> ids = ids(executor, statement, table, parameter, UPDATE, 3);
      if (!ids.isEmpty() && statement.getBoundSql(parameter).getSql().toUpperCase(Locale.ROOT).contains("SET REMOVAL_TIME_")) {
        throw new HistoryIsKept("Nobody but Careloop's own retention says when history goes: %d rows of %s were to get a removal time."
            .formatted(ids.size(), table.name()));
      }
      ids.forEach(id -> recorder.wrote(table.name(), id));
    }
  }

  private static boolean isOneRow(MappedStatement statement) {
    return !statement.getId().endsWith("deleteByteArraysForDeployment");
  }

  private void person() {
    if (Context.getCommandContext() != null && Context.getCommandContext().getAuthenticatedUserId() != null) {
      recorder.by(Context.getCommandContext().getAuthenticatedUserId());
    }
  }

  private void delete(CoveredTable table, List<String> ids) {
    if (ids.isEmpty()) {
      return;
    }
    if (table.name().startsWith("ACT_HI_")) {
      throw new HistoryIsKept("History is kept: %d rows of %s were to be deleted. It goes by Careloop's own retention and no other way."
          .formatted(ids.size(), table.name()));
    }
    ids.forEach(id -> recorder.gone(table.name(), "models", id));
  }

  /** Bytes are models' files, or belong to the history rows that point to them, or to rows that are not covered. */
  private void bytes(Executor executor, ByteArrayEntity bytes, SqlCommandType type) throws SQLException {
    if (bytes.getDeploymentId() != null) {
      if (type == SqlCommandType.DELETE) {
        recorder.gone(BYTES, "models", bytes.getId());
      } else {
        recorder.wrote(BYTES, bytes.getId());
      }
    } else if (type != SqlCommandType.INSERT && !ResourceTypes.RUNTIME.getValue().equals(bytes.getType())) {
      for (CoveredTable table : pointing) {
        try (PreparedStatement select = executor.getTransaction().getConnection()
            .prepareStatement("select ID_ from " + table.name() + " where " + table.bytes() + " = ?")) {
          select.setString(1, bytes.getId());
          List<String> ids = read(select);
          ids.forEach(id -> recorder.wrote(table.name(), id));
          if (!ids.isEmpty()) {
            return;
          }
        }
      }
    }
  }

  /** The ids of the rows that this statement is going to write, by its own condition. Those that wait in the batch were told before. */
  private List<String> ids(Executor executor, MappedStatement statement, CoveredTable table, Object parameter, Pattern form, int condition)
      throws SQLException {
    BoundSql bound = statement.getBoundSql(parameter);
    Matcher parts = form.matcher(bound.getSql());
    if (!parts.matches()) {
      throw new HistoryIsKept("A statement of the engine (%s) writes %s in a form that Careloop cannot record.".formatted(statement.getId(),
          table.name()));
    }
    String where = parts.group(condition) == null ? "" : " where " + parts.group(condition);
    if (table.which() != null) {
      where += (where.isEmpty() ? " where " : " and ") + table.which();
    }
    List<ParameterMapping> marks = bound.getParameterMappings();
    int first = marks.size() - (int) where.chars().filter(c -> c == '?').count();
    try (PreparedStatement select = executor.getTransaction().getConnection().prepareStatement("select ID_ from " + table.name() + where)) {
      for (int i = first; i < marks.size(); i++) {
        select.setObject(i - first + 1, value(statement, bound, parameter, marks.get(i).getProperty()));
      }
      return read(select);
    }
  }

  private static Object value(MappedStatement statement, BoundSql bound, Object parameter, String property) {
    Object value;
    if (bound.hasAdditionalParameter(property)) {
      value = bound.getAdditionalParameter(property);
    } else if (parameter == null || statement.getConfiguration().getTypeHandlerRegistry().hasTypeHandler(parameter.getClass())) {
      value = parameter;
    } else {
      MetaObject fields = statement.getConfiguration().newMetaObject(parameter);
      value = fields.getValue(property);
    }
    return value instanceof Date date ? Timestamp.from(date.toInstant()) : value;
  }

  private static List<String> read(PreparedStatement select) throws SQLException {
    List<String> ids = new ArrayList<>();
    try (ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        ids.add(rows.getString(1));
      }
    }
    return ids;
  }
}

package org.careloop.audit.verify;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.careloop.audit.chain.Canon;
import org.careloop.audit.chain.CoveredTable;
import org.careloop.audit.verify.RowCheck.Wrong;
import org.careloop.audit.verify.VerifyReport.Kind;

/**
 * Finds out, where it can, which column of a row was changed: a digest says only that something was. Tries for each column the values it may
 * have had (those of its neighbours, none, times near the event's) until the recorded digest comes out. What it had is never told.
 */
record WhatChanged(Kind kind, List<String> columns, String words) {

  private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");
  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,9}");
  private static final Set<String> VALUE = Set.of("TEXT_", "TEXT2_", "LONG_", "DOUBLE_", "BYTEARRAY_ID_", "BYTES_", "VAR_TYPE_");
  private static final int TRIES = 60_000;
  private static final int NEAR_MILLIS = 2000;
  private static final int HOURS = 24 * 31;
  private static final int NEAR_NUMBERS = 60;

  static WhatChanged of(Wrong wrong, Collection<Map<String, String>> kin, Collection<String> times) {
    return new Search(wrong, kin, times).result();
  }

  static boolean isTime(String value) {
    return value != null && TIME.matcher(value).matches();
  }

  private static final class Search {
    private final Wrong wrong;
    private final CoveredTable table;
    private final Map<String, String> row;
    private final Collection<Map<String, String>> kin;
    private final Collection<String> times;
    private int tries;

    Search(Wrong wrong, Collection<Map<String, String>> kin, Collection<String> times) {
      this.wrong = wrong;
      this.table = wrong.table();
      this.row = wrong.row();
      this.kin = kin;
      this.times = times;
    }

    WhatChanged result() {
      for (Map<String, String> other : kin) {
        List<String> taken = takenFrom(other);
        if (taken != null) {
          return new WhatChanged(Kind.SWAPPED, taken, "What this row should say stands in row %s of the same table: the two were swapped.".formatted(table.idOf(other)));
        }
      }
      List<String> dated = table.digested().stream().filter(column -> !table.key().contains(column) && isTime(row.get(column))).toList();
      for (boolean far : List.of(false, true)) {
        for (String column : dated) {
          WhatChanged time = time(column, far ? aroundTheEvents() : likely(row.get(column)));
          if (time != null) {
            return time;
          }
        }
      }
      for (String column : table.digested()) {
        for (String value : table.key().contains(column) ? Set.<String>of() : candidates(column)) {
          if (fits(Map.of(column, new Value(value)))) {
            return new WhatChanged(Kind.CHANGED, List.of(column), "The value in this column is not the one that was recorded.");
          }
        }
      }
      return new WhatChanged(Kind.CHANGED, List.of(), "The row does not say any more what was recorded; which of its columns was changed cannot be told.");
    }

    /** The columns whose recorded values stand in another row, which in turn holds this one's; null where none do. */
    private List<String> takenFrom(Map<String, String> other) {
      List<String> differ = table.digested().stream()
          .filter(column -> !table.key().contains(column) && !java.util.Objects.equals(row.get(column), other.get(column))).toList();
      Map<String, Value> all = new HashMap<>();
      Map<String, Value> value = new HashMap<>();
      for (String column : differ) {
        if (other.get(column) != null && row.get(column) != null && fits(Map.of(column, new Value(other.get(column))))) {
          return isWrongToo(other) ? List.of(column) : null;
        }
        all.put(column, new Value(other.get(column)));
        if (VALUE.contains(column.toUpperCase(Locale.ROOT))) {
          value.put(column, new Value(other.get(column)));
        }
      }
      if (value.size() > 1 && fits(value) || all.size() > 1 && fits(all)) {
        return isWrongToo(other) ? differ.stream().filter(column -> all.size() > 1 && value.size() < 2 || value.containsKey(column)).toList() : null;
      }
      return null;
    }

    private boolean isWrongToo(Map<String, String> other) {
      var state = wrong.walk().rows().get(new RowRef(wrong.ref().table(), table.idOf(other)));
      return state != null && !state.isGone() && state.origin().salt() != null && !RowCheck.same(state, table, other);
    }

    private WhatChanged time(String column, Set<String> before) {
      before.remove(row.get(column));
      for (String value : before) {
        if (fits(Map.of(column, new Value(value)))) {
          boolean back = row.get(column).compareTo(value) < 0;
          Duration by = Duration.between(Instant.parse(row.get(column)), Instant.parse(value)).abs();
          return new WhatChanged(back ? Kind.BACK_DATED : Kind.CHANGED, List.of(column),
              "The time in this column was moved %s by %s.".formatted(back ? "back" : "ahead", inWords(by)));
        }
      }
      return null;
    }

    /** Times in the same chain, and the time that stands there now, moved by whole hours. */
    private Set<String> likely(String now) {
      Set<String> times = new LinkedHashSet<>(this.times);
      Instant is = Instant.parse(now);
      for (int hours = 1; hours <= HOURS; hours++) {
        times.add(Canon.time(is.plus(hours, ChronoUnit.HOURS)));
        times.add(Canon.time(is.minus(hours, ChronoUnit.HOURS)));
      }
      return times;
    }

    /** Each millisecond before the row's first and last event. */
    private Set<String> aroundTheEvents() {
      Set<String> times = new LinkedHashSet<>();
      for (Instant event : List.of(wrong.state().origin().at(), wrong.state().first().at())) {
        times.add(Canon.time(event));
        for (int millis = 0; millis < NEAR_MILLIS; millis++) {
          times.add(Canon.time(event.truncatedTo(ChronoUnit.MILLIS).minusMillis(millis)));
        }
      }
      return times;
    }

    private Set<String> candidates(String column) {
      Set<String> values = new LinkedHashSet<>();
      kin.forEach(other -> values.add(other.get(column)));
      values.add(null);
      values.add("");
      String now = row.get(column);
      if (now == null) {
        values.addAll(times);
      } else if ("true".equals(now) || "false".equals(now)) {
        values.add("true".equals(now) ? "false" : "true");
      } else if (NUMBER.matcher(now).matches()) {
        long number = Long.parseLong(now);
        for (long other = number - NEAR_NUMBERS; other <= number + NEAR_NUMBERS; other++) {
          values.add(Long.toString(other));
        }
      }
      values.remove(now);
      return values;
    }

    private boolean fits(Map<String, Value> instead) {
      if (instead.isEmpty() || ++tries > TRIES) {
        return false;
      }
      Map<String, String> tried = new HashMap<>(row);
      instead.forEach((column, value) -> tried.put(column, value.text()));
      return RowCheck.same(wrong.state(), table, tried);
    }

    private static String inWords(Duration by) {
      long days = by.toDays();
      long hours = by.toHours();
      return days > 1 ? days + " days" : hours > 1 ? hours + " hours" : by.toMinutes() > 1 ? by.toMinutes() + " minutes" : by.toMillis() + " milliseconds";
    }
  }

  private record Value(String text) {}
}

package org.careloop.audit.packs;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.careloop.audit.packs.CaseTrace.Step;
import org.careloop.audit.story.CaseHead;
import org.careloop.audit.story.CasePage;
import org.careloop.audit.story.CaseSearch;
import org.careloop.audit.story.Criteria;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** All cases that a search finds, page after page, so that a list may be as long as it is. Reads only. */
@Component
class CaseList {

  private static final int PAGE = 200;
  private static final int CANCELLED = 2;
  private static final String STEPS = """
      select a.ROOT_PROC_INST_ID_, a.ID_, coalesce(d.NAME_, a.PROC_DEF_KEY_), d.VERSION_TAG_, a.ACT_ID_, a.ACT_NAME_, a.ACT_TYPE_, a.START_TIME_,
        a.END_TIME_, a.ACT_INST_STATE_, a.ASSIGNEE_
      from ACT_HI_ACTINST a left join ACT_RE_PROCDEF d on d.ID_ = a.PROC_DEF_ID_
      where a.ROOT_PROC_INST_ID_ in (%s) order by a.ROOT_PROC_INST_ID_, a.START_TIME_, a.SEQUENCE_COUNTER_, a.ID_""";

  private final CaseSearch search;
  private final JdbcTemplate jdbc;

  CaseList(CaseSearch search, JdbcTemplate jdbc) {
    this.search = search;
    this.jdbc = jdbc;
  }

  Iterator<CaseHead> cases(Criteria criteria) {
    return new Pages<>(criteria) {
      @Override
      List<CaseHead> made(List<CaseHead> page) {
        return page;
      }
    };
  }

  Iterator<CaseTrace> traces(Criteria criteria) {
    return new Pages<>(criteria) {
      @Override
      List<CaseTrace> made(List<CaseHead> page) {
        Map<String, List<Step>> steps = steps(page);
        return page.stream().map(head -> new CaseTrace(head, steps.getOrDefault(head.rootId(), List.of()))).toList();
      }
    };
  }

  private Map<String, List<Step>> steps(List<CaseHead> page) {
    Map<String, List<Step>> found = new LinkedHashMap<>();
    if (!page.isEmpty()) {
      jdbc.query(STEPS.formatted(String.join(", ", Collections.nCopies(page.size(), "?"))), row -> {
        if (isStep(row.getString(7))) {
          found.computeIfAbsent(row.getString(1), root -> new ArrayList<>()).add(new Step(row.getString(2), row.getString(3), row.getString(4),
              row.getString(5), row.getString(6), row.getString(7), instant(row.getTimestamp(8)), instant(row.getTimestamp(9)),
              row.getInt(10) == CANCELLED, row.getString(11)));
        }
      }, page.stream().map(CaseHead::rootId).toArray());
    }
    return found;
  }

  // Gateways and the bodies of repetitions are ways, no steps.
  private static boolean isStep(String type) {
    return !type.endsWith("Gateway") && !type.equals("multiInstanceBody");
  }

  private static Instant instant(Timestamp at) {
    return at == null ? null : at.toInstant();
  }

  /** Asks for the next page when the last one is used up. */
  private abstract class Pages<T> implements Iterator<T> {

    private final Criteria criteria;
    private Iterator<T> current = Collections.emptyIterator();
    private CasePage.After after;
    private boolean over;

    Pages(Criteria criteria) {
      this.criteria = criteria;
    }

    abstract List<T> made(List<CaseHead> page);

    @Override
    public boolean hasNext() {
      while (!current.hasNext() && !over) {
        CasePage page = search.find(criteria, after, PAGE);
        current = made(page.cases()).iterator();
        after = page.next();
        over = after == null;
      }
      return current.hasNext();
    }

    @Override
    public T next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return current.next();
    }
  }
}

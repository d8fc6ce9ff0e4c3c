/*
question: 12
title: What was removed
asks: What was removed because its time was over - by which rule, when, by whom, and was any of it removed too early or in spite of a hold?
basis:
  - 45 CFR 164.316(b)(2)(i), six years
  - 42 CFR 422.504(d), Medicare Advantage, ten years
parameters:
  from: {label: Removed from, type: from, preset: -365d}
  until: {label: Removed until, type: until}
  what: {label: What, type: choice, preset: all, choices: {all: Everything, cases: Cases, records: Other records}}
  listed: {label: Which, type: choice, preset: all, choices: {all: All, problems: Only what should not have gone}}
columns:
  removed_at: {label: Removed, show: time, with: removed_by}
  what: {label: What, words: {case: a case, messages: 'messages, with who read them', reads: lines of the read log, openings: cases opened outside the team, sign-ins: sign-ins, exports: lines of the list of exports}}
  protocol: {label: Protocol, with: version_tag}
  case_id: {label: Case, show: case}
  ended_at: {label: Case ended, show: time}
  rule_days: {label: Rule in days, show: number}
  kept_days: {label: Kept for days, show: number}
  rows_removed: {label: Rows, show: number}
  result: {label: Finding, show: state, words: {fine: by the rule, '!early': before its time, '!short': rule of less than six years, '!held': was on hold}}
  removed_by: {label: By, show: hidden}
  version_tag: {label: Version, show: hidden}
figures:
  removals: {label: Removals}
  cases: {label: Cases removed}
  rows_removed: {label: Rows removed}
  wrong: {label: That should not have gone, of: removals}
reads: Every removal (careloop_removal) with the rule it went by, held against the holds that were in force at that moment (careloop_hold) on this case, this protocol or a period in which the case ended. A removal is a link of the chain "keeping", and the case's own chain stays as proof.
doesNotSee: Holds on a patient, since whose case it was went with the case; the removal itself looks at them before it removes. Rows that somebody deleted past the program are found by the tamper check.
*/
with removed as (
  select r.*, (extract(epoch from r.removed_at) - extract(epoch from r.ended_at)) / 86400 as kept_days,
    case
      when r.rule_days < 2192 then '!short'
      when extract(epoch from r.removed_at) - extract(epoch from r.ended_at) < r.rule_days * 86400.0 then '!early'
      when exists (select 1 from careloop_hold h where h.placed_at <= r.removed_at and (h.lifted_at is null or h.lifted_at > r.removed_at) and (
        (h.scope = 'case' and h.subject = r.case_id) or (h.scope = 'protocol' and h.subject = r.protocol)
        or (h.scope = 'period' and h.from_day <= cast(r.ended_at as date) and (h.to_day is null or h.to_day >= cast(r.ended_at as date))))) then '!held'
      else 'fine'
    end as result
  from careloop_removal r
  where r.removed_at >= :from and r.removed_at < :until
    and (:what = 'all' or (:what = 'cases' and r.what = 'case') or (:what = 'records' and r.what <> 'case'))
)
-- [rows]
select removed_at, case when removed_by = 'careloop' then 'the program' else removed_by end as removed_by, what,
  coalesce((select max(d.NAME_) from ACT_RE_PROCDEF d where d.KEY_ = protocol), protocol) as protocol, version_tag, case_id, ended_at, rule_days, kept_days,
  rows_removed, result
from removed
where :listed = 'all' or result <> 'fine'
order by removed_at desc, removal_id desc
-- [figures]
select count(*) as removals, count(case_id) as cases, coalesce(sum(rows_removed), 0) as rows_removed, count(case when result <> 'fine' then 1 end) as wrong
from removed

/*
question: 10
title: Reviews of the log and restore tests
asks: Was the log examined, not only kept; was a backup restored to see that it can be; was the clock compared - when, by whom, for which period, and with what result?
basis:
  - 45 CFR 164.308(a)(1)(ii)(D), information system activity review
  - 45 CFR 164.308(a)(7)(ii)(D), testing of contingency plans
parameters:
  from: {label: Noted from, type: from, required: true, preset: -365d}
  until: {label: Noted until, type: until, required: true, preset: 0d}
columns:
  noted_at: {label: Noted, show: time}
  noted_by: {label: By}
  kind: {label: What, words: {log: the log was reviewed, restore: a backup was restored, clock: the clock was compared, proof: the tamper check was run}}
  period_from: {label: Period from, show: date}
  period_until: {label: Until, show: date}
  result: {label: Result, show: state, words: {clean: nothing found, '!followed-up': found and followed up}}
  note: {label: Note}
figures:
  reviews: {label: Reviews of the log}
  last_review: {label: Last review of the log}
  restores: {label: Restore tests}
  last_restore: {label: Last restore test}
reads: What auditors noted here (careloop_audit_review).
doesNotSee: Reviews that nobody noted.
nothing: Nobody has noted a review of the log yet.
*/
with reviews as (
  select r.review_id, r.noted_at, r.noted_by, r.kind, r.period_from, r.period_until, r.result, r.note
  from careloop_audit_review r
  where r.noted_at >= :from and r.noted_at < :until
)
-- [rows]
select noted_at, noted_by, kind, period_from, period_until, case when result = 'clean' then 'clean' else '!' || result end as result, note
from reviews
order by noted_at desc, review_id desc
-- [figures]
select count(case when kind = 'log' then 1 end) as reviews, max(case when kind = 'log' then noted_at end) as last_review,
  count(case when kind = 'restore' then 1 end) as restores, max(case when kind = 'restore' then noted_at end) as last_restore
from reviews
-- [recorded]
select count(*) from careloop_audit_review

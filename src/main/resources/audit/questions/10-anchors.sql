/*
question: 10
title: Chain, anchors and keys
asks: Is what happens chained and anchored without a gap, since when, how far behind is the last anchor, and did a restored backup or a new key come in between?
basis:
  - 45 CFR 164.312(c)(1), integrity
  - ONC 170.315(d)(2), tamper resistance of the audit log
parameters:
  from: {label: From, type: from, required: true, preset: -30d}
  until: {label: Until, type: until, required: true, preset: 0d}
columns:
  happened_at: {label: When, show: time}
  what: {label: What, show: state, words: {anchor: anchor, '!gap': anchor after a gap in the numbers, restored: a restored backup or a new database was found, key: new key, retired: key retired, erased: values erased by law, removed: removed after their time, hold: legal hold}}
  detail: {label: Detail}
  node: {label: Node}
figures:
  chains: {label: Chains}
  events: {label: Events in the period}
  anchors: {label: Anchors in the period}
  last_anchor: {label: Last anchor}
  waiting: {label: Events after the last anchor, note: 'Anchored within minutes; more than that means that anchoring stands still.'}
  oldest_waiting: {label: Oldest chain that waits for an anchor}
reads: The audit chain, its anchors and keys (careloop_audit_chain, careloop_audit_event, careloop_audit_anchor, careloop_audit_key).
doesNotSee: 'Whether rows are still what was chained: that is the tamper check itself, java -jar careloop.jar verify-audit, which reads every row and the anchors outside the database. Note below that it was run.'
*/
with numbered as (
  select a.anchor_no, a.at, a.node, a.leaves, a.note, lag(a.anchor_no) over (order by a.anchor_no) as before
  from careloop_audit_anchor a
),
happened as (
  select n.at as happened_at, case when n.before is not null and n.anchor_no <> n.before + 1 then '!gap' else 'anchor' end as what,
    'Number ' || cast(n.anchor_no as varchar(20)) || ', ' || cast(n.leaves as varchar(20)) || ' chains' || coalesce('. ' || n.note, '') as detail, n.node
  from numbered n
  union all
  select e.at, e.kind, e.chain || coalesce(': ' || e.note, ''), e.node
  from careloop_audit_event e
  where e.kind in ('restored', 'erased', 'removed', 'hold')
  union all
  select k.since, 'key', 'Key ' || k.key_id || coalesce(', vouched for by ' || k.vouched_by, ''), k.node from careloop_audit_key k
  union all
  select k.retired_at, 'retired', 'Key ' || k.key_id, k.node from careloop_audit_key k where k.retired_at is not null
)
-- [rows]
select happened_at, what, detail, node
from happened
where happened_at >= :from and happened_at < :until
order by happened_at desc, what, detail
-- [figures]
select (select count(*) from careloop_audit_chain) as chains,
  (select count(*) from careloop_audit_event where at >= :from and at < :until) as events,
  (select count(*) from careloop_audit_anchor where at >= :from and at < :until) as anchors,
  (select max(at) from careloop_audit_anchor) as last_anchor,
  (select coalesce(sum(last_seq - anchored_seq), 0) from careloop_audit_chain) as waiting,
  (select min(last_at) from careloop_audit_chain where last_seq > anchored_seq) as oldest_waiting
from (select 1 as one) single

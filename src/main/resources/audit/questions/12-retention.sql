/*
question: 12
title: What is kept, and for how long
asks: For each protocol - how long are its cases kept after they end, how many are there, how many are past their time, and are these kept for a legal hold?
basis:
  - 45 CFR 164.316(b)(2)(i), six years
  - 42 CFR 422.504(d), Medicare Advantage, ten years
parameters: {}
columns:
  protocol: {label: Protocol, with: version_tag}
  days: {label: Kept after the end in days, show: number}
  open_cases: {label: Open, show: number}
  ended_cases: {label: Ended and kept, show: number}
  oldest: {label: Oldest that ended, show: time}
  past: {label: Past their time, show: number}
  held: {label: Of these on hold, show: number}
  result: {label: Finding, show: state, words: {fine: as the rule says, '?due': removal is due, '!short': less than six years}}
  version_tag: {label: Version, show: hidden}
figures:
  cases: {label: Cases kept}
  ended: {label: Of these ended, of: cases}
  past: {label: Ended and past their time, of: ended}
  held: {label: Of these on legal hold, of: past}
  short: {label: Rules of less than six years}
reads: Cases (root processes in ACT_HI_PROCINST), with the rules and holds that the removal itself goes by (keepingRules, keepingHolds) - the time to live in the diagram as it was released, of the version a case ran on or the one in force, whichever is longer, and of all diagrams that the case ran through the longest. Days are counted from the end of the case, full days of 24 hours.
doesNotSee: Backups, and what partners keep. What keeping has removed is a report of its own.
*/
with rules as (
  select definition_id, days from (values (cast('' as varchar(64)), cast(0 as integer)), :keepingRules) as told (definition_id, days)
),
holds as (
  select scope, subject, from_at, until_at
  from (values (cast('' as varchar(16)), cast('' as varchar(255)), cast(:now as timestamp(3) with time zone), cast(:now as timestamp(3) with time zone)),
    :keepingHolds) as told (scope, subject, from_at, until_at)
),
kept as (
  select i.ROOT_PROC_INST_ID_ as root_id, max(r.days) as days
  from ACT_HI_PROCINST i
  join rules r on r.definition_id = i.PROC_DEF_ID_
  group by i.ROOT_PROC_INST_ID_
),
cases as (
  select k.root_id, k.days, p.PROC_DEF_ID_ as definition, p.START_TIME_ as started, p.END_TIME_ as ended,
    case when extract(epoch from cast(:now as timestamp(3) with time zone)) - extract(epoch from cast(p.END_TIME_ as timestamp(3) with time zone))
      > k.days * 86400.0 then 1 else 0 end as past
  from kept k
  join ACT_HI_PROCINST p on p.PROC_INST_ID_ = k.root_id
),
held as (
  select distinct c.root_id
  from cases c
  join holds h on c.past = 1 and (
    (h.scope = 'case' and h.subject = c.root_id)
    or (h.scope = 'protocol' and exists (select 1 from ACT_HI_PROCINST i where i.ROOT_PROC_INST_ID_ = c.root_id and i.PROC_DEF_KEY_ = h.subject))
    or (h.scope = 'patient' and exists (select 1 from ACT_HI_VARINST v where v.ROOT_PROC_INST_ID_ = c.root_id and v.NAME_ = 'patientId' and v.TEXT_ = h.subject))
    or (h.scope = 'patient' and exists (select 1 from ACT_HI_DETAIL v where v.ROOT_PROC_INST_ID_ = c.root_id and v.NAME_ = 'patientId' and v.TEXT_ = h.subject))
    or (h.scope = 'period' and h.from_at <= cast(c.ended as timestamp(3) with time zone) and cast(c.started as timestamp(3) with time zone) < h.until_at))
),
versions as (
  select coalesce(d.NAME_, d.KEY_, 'a protocol that is gone') as protocol, d.VERSION_TAG_ as version_tag, c.days,
    count(*) - count(c.ended) as open_cases, count(c.ended) as ended_cases, min(c.ended) as oldest, sum(c.past) as past, count(h.root_id) as held
  from cases c
  left join held h on h.root_id = c.root_id
  left join ACT_RE_PROCDEF d on d.ID_ = c.definition
  group by coalesce(d.NAME_, d.KEY_, 'a protocol that is gone'), d.VERSION_TAG_, c.days
)
-- [rows]
select protocol, version_tag, days, open_cases, ended_cases, oldest, past, held,
  case when days < 2192 then '!short' when past > held then '?due' else 'fine' end as result
from versions
order by protocol, version_tag, days
-- [figures]
select sum(open_cases + ended_cases) as cases, sum(ended_cases) as ended, sum(past) as past, sum(held) as held, count(case when days < 2192 then 1 end) as short
from versions

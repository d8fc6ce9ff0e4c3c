/*
question: 12
title: What is kept, and for how long
asks: For each protocol - how long are its cases kept after they end, how many are there, and how many are kept past their time?
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
  result: {label: Finding, show: state, words: {fine: six years or more, '!short': less than six years, '!none': no time set}}
  version_tag: {label: Version, show: hidden}
figures:
  cases: {label: Cases kept}
  ended: {label: Of these ended, of: cases}
  past: {label: Ended and past their time, of: ended}
  short: {label: Versions of protocols kept less than six years}
reads: Cases (root processes in ACT_HI_PROCINST) and the time to live of the version each ran on (ACT_RE_PROCDEF). Days are counted from the end of the case, full days of 24 hours.
doesNotSee: Backups, and what partners keep.
*/
with protocols as (
  select p.PROC_DEF_ID_ as definition, count(case when p.END_TIME_ is null then 1 end) as open_cases, count(p.END_TIME_) as ended_cases,
    min(p.END_TIME_) as oldest,
    count(case when extract(epoch from cast(:now as timestamp(3) with time zone)) - extract(epoch from cast(p.END_TIME_ as timestamp(3) with time zone))
      > d.HISTORY_TTL_ * 86400.0 then 1 end) as past
  from ACT_HI_PROCINST p
  left join ACT_RE_PROCDEF d on d.ID_ = p.PROC_DEF_ID_
  where p.PROC_INST_ID_ = p.ROOT_PROC_INST_ID_
  group by p.PROC_DEF_ID_
),
versions as (
  select coalesce(d.NAME_, d.KEY_, 'a protocol that is gone') as protocol, d.VERSION_TAG_ as version_tag, d.HISTORY_TTL_ as days,
    sum(p.open_cases) as open_cases, sum(p.ended_cases) as ended_cases, min(p.oldest) as oldest, sum(p.past) as past
  from protocols p
  left join ACT_RE_PROCDEF d on d.ID_ = p.definition
  group by coalesce(d.NAME_, d.KEY_, 'a protocol that is gone'), d.VERSION_TAG_, d.HISTORY_TTL_
)
-- [rows]
select protocol, version_tag, days, open_cases, ended_cases, oldest, past,
  case when days is null then '!none' when days < 2192 then '!short' else 'fine' end as result
from versions
order by protocol, version_tag, days
-- [figures]
select sum(open_cases + ended_cases) as cases, sum(ended_cases) as ended, sum(past) as past, count(case when days is null or days < 2192 then 1 end) as short
from versions

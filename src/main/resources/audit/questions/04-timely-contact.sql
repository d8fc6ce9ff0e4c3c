/*
question: 4
title: Discharges without contact in time
asks: Which patients were not reached by the end of the second business day after discharge, what was attempted, and why was it missed?
basis:
  - CMS Transitional Care Management (contact within two business days; two documented attempts and keep trying)
  - Clinical rules, sections 1, 7.3 and 12 (TCM contact rate)
parameters:
  from: {label: Discharged from, type: from, required: true, preset: -90d}
  until: {label: Discharged until, type: until, required: true, preset: 0d}
  pathway: {label: Pathway, type: choice, required: true, preset: all, choices: {all: All that get transition care, tcm: Eligible for TCM alone}}
  listed: {label: Listed, type: choice, required: true, preset: missing, choices: {missing: Without contact in time, all: All discharges}}
columns:
  root_id: {label: Stay, show: case, with: case_key}
  patient_id: {label: Patient, show: patient, with: patient_label}
  discharged_at: {label: Discharged, show: time}
  intensity: {label: Intensity}
  limit_at: {label: Due, show: time}
  result: {label: Contact, show: state, words: {reached: reached in time, attempted: two attempts in time, '?open': not due yet, '!late': reached late, '!never': not reached, excluded-died: 'excluded: died before due', excluded-readmitted: 'excluded: readmitted before due', excluded-cancelled: 'excluded: discharge cancelled', excluded-pathway: 'excluded: no transition care'}}
  reached_at: {label: First reached, show: time}
  attempts_in_time: {label: Failed attempts in time, show: number}
  attempts: {label: Attempts in all, show: number}
  reasons: {label: Reasons given}
  case_key: {label: Stay, show: hidden}
  patient_label: {label: Patient, show: hidden}
figures:
  eligible: {label: Discharges that count, note: Transition care and the second business day is over; the denominator.}
  reached: {label: Reached in time, of: eligible}
  attempted: {label: Not reached but tried twice in time, of: eligible, note: Counts under CMS; at least 30 minutes apart.}
  missing: {label: Neither, of: eligible}
  late: {label: Of these reached later, of: missing}
  not_due: {label: Left out - not due yet}
  died: {label: Left out - died before due}
  readmitted: {label: Left out - readmitted before due}
  cancelled: {label: Left out - discharge cancelled}
  elsewhere: {label: Left out - no transition care}
reads: 'Cases that record dischargedAt and contactLimitAt (end of the second business day in the practice''s zone). Attempts: processes of the case that record contactOutcome and contactedAt themselves. What the health record knows besides: reachedInTime, attemptsInTime. Left out by pathway, pathwayDecision, diedAt, readmittedAt, transitionOutcome and planOutcome. Reasons: missedReason and missedReasonText of a missed deadline whose deadlineName tells of a contact, and contactReason.'
doesNotSee: Discharges of which no message came. Contacts that nobody wrote down, here or in the health record.
nothing: No case records discharges yet.
*/
with cases as (
  select v.PROC_INST_ID_ as root_id,
    max(case when v.NAME_ = 'patientId' then v.TEXT_ end) as patient_id,
    max(case when v.NAME_ = 'patientLabel' then v.TEXT_ end) as patient_label,
    max(case when v.NAME_ = 'dischargedAt' then v.TEXT_ end) as discharged_text,
    max(case when v.NAME_ = 'contactLimitAt' then v.TEXT_ end) as limit_text,
    max(case when v.NAME_ = 'intensity' then v.TEXT_ end) as intensity,
    max(case when v.NAME_ = 'pathway' then v.TEXT_ end) as pathway,
    max(case when v.NAME_ = 'pathwayDecision' then v.TEXT_ end) as pathway_decision,
    max(case when v.NAME_ = 'diedAt' then v.TEXT_ end) as died_text,
    max(case when v.NAME_ = 'readmittedAt' then v.TEXT_ end) as readmitted_text
  from ACT_HI_VARINST v
  where v.ACT_INST_ID_ = v.PROC_INST_ID_ and v.PROC_INST_ID_ = v.ROOT_PROC_INST_ID_
    and v.NAME_ in ('patientId', 'patientLabel', 'dischargedAt', 'contactLimitAt', 'intensity', 'pathway', 'pathwayDecision', 'diedAt', 'readmittedAt')
  group by v.PROC_INST_ID_
  having max(case when v.NAME_ = 'contactLimitAt' then v.TEXT_ end) is not null
    and max(case when v.NAME_ = 'dischargedAt' then v.TEXT_ end) is not null
),
discharges as (
  select c.root_id, p.BUSINESS_KEY_ as case_key, c.patient_id, c.patient_label, c.intensity, c.pathway, c.pathway_decision,
    cast(c.discharged_text as timestamp(3) with time zone) as discharged_at,
    cast(c.limit_text as timestamp(3) with time zone) as limit_at,
    case when c.died_text like '____-__-__T__:__%' then cast(c.died_text as timestamp(3) with time zone) end as died_at,
    case when c.readmitted_text like '____-__-__T__:__%' then cast(c.readmitted_text as timestamp(3) with time zone) end as readmitted_at,
    p.END_TIME_ as ended_at,
    (select max(o.TEXT_) from ACT_HI_VARINST o where o.ROOT_PROC_INST_ID_ = c.root_id and o.NAME_ = 'transitionOutcome') as outcome,
    (select max(o.TEXT_) from ACT_HI_VARINST o
     where o.ROOT_PROC_INST_ID_ = c.root_id and o.NAME_ = 'planOutcome' and o.TEXT_ = 'discharge-cancelled') as withdrawn
  from cases c
  join ACT_HI_PROCINST p on p.PROC_INST_ID_ = c.root_id
  where (:pathway = 'all' or c.pathway = 'tcm')
),
period as (
  select * from discharges where discharged_at >= :from and discharged_at < :until
),
tries as (
  select v.ROOT_PROC_INST_ID_ as root_id, v.PROC_INST_ID_ as instance_id,
    max(case when v.NAME_ = 'contactOutcome' then v.TEXT_ end) as outcome,
    max(case when v.NAME_ = 'contactReason' then v.TEXT_ end) as reason,
    max(case when v.NAME_ = 'contactedAt' then v.TEXT_ end) as contacted_text
  from ACT_HI_VARINST v
  where v.ACT_INST_ID_ = v.PROC_INST_ID_ and v.NAME_ in ('contactOutcome', 'contactReason', 'contactedAt')
    and v.ROOT_PROC_INST_ID_ in (select root_id from period)
  group by v.ROOT_PROC_INST_ID_, v.PROC_INST_ID_
),
attempts as (
  select t.root_id, t.outcome, t.reason, cast(t.contacted_text as timestamp(3) with time zone) as contacted_at
  from tries t
  where t.outcome is not null and t.contacted_text like '____-__-__T__:__%' and not exists (
    select 1 from ACT_HI_PROCINST called
    join ACT_HI_VARINST o on o.PROC_INST_ID_ = called.PROC_INST_ID_ and o.NAME_ = 'contactOutcome'
    where called.SUPER_PROCESS_INSTANCE_ID_ = t.instance_id)
),
counted as (
  select d.root_id,
    min(case when a.outcome = 'reached' then a.contacted_at end) as reached_at,
    min(case when a.outcome = 'died' then a.contacted_at end) as died_reported_at,
    count(a.contacted_at) as attempts,
    count(case when a.outcome <> 'reached' and a.contacted_at <= d.limit_at then 1 end) as attempts_in_time,
    min(case when a.outcome <> 'reached' and a.contacted_at <= d.limit_at then a.contacted_at end) as first_try,
    max(case when a.outcome <> 'reached' and a.contacted_at <= d.limit_at then a.contacted_at end) as last_try
  from period d
  left join attempts a on a.root_id = d.root_id and a.contacted_at >= d.discharged_at
  group by d.root_id
),
noted as (
  select v.ROOT_PROC_INST_ID_ as root_id,
    max(case when v.NAME_ = 'reachedInTime' then v.LONG_ end) as reached_elsewhere,
    max(case when v.NAME_ = 'attemptsInTime' then v.LONG_ end) as tried_elsewhere
  from ACT_HI_VARINST v
  where v.NAME_ in ('reachedInTime', 'attemptsInTime') and v.ROOT_PROC_INST_ID_ in (select root_id from period)
  group by v.ROOT_PROC_INST_ID_
),
judged as (
  select d.root_id, d.case_key, d.patient_id, d.patient_label, d.discharged_at, d.intensity, d.limit_at, c.reached_at, c.attempts_in_time, c.attempts,
    case
      when d.withdrawn is not null then 'excluded-cancelled'
      when d.pathway not in ('tcm', 'clinical') and coalesce(d.pathway_decision, '') <> 'transitionCare' then 'excluded-pathway'
      when c.reached_at <= d.limit_at or n.reached_elsewhere >= 1 then 'reached'
      when d.died_at <= d.limit_at or c.died_reported_at <= d.limit_at then 'excluded-died'
      when d.readmitted_at <= d.limit_at and (d.ended_at is null or d.outcome = 'readmitted') then 'excluded-readmitted'
      when (c.attempts_in_time >= 2 and c.last_try >= c.first_try + interval '30' minute) or n.tried_elsewhere >= 2 then 'attempted'
      when d.limit_at >= :now then '?open'
      when c.reached_at is not null then '!late'
      else '!never'
    end as result
  from period d
  join counted c on c.root_id = d.root_id
  left join noted n on n.root_id = d.root_id
),
reasons as (
  select a.root_id, a.reason from attempts a where a.reason is not null
  union
  select r.ROOT_PROC_INST_ID_, r.TEXT_
  from ACT_HI_VARINST r
  join ACT_HI_VARINST n on n.PROC_INST_ID_ = r.PROC_INST_ID_ and n.NAME_ = 'deadlineName' and lower(n.TEXT_) like '%contact%'
  where r.NAME_ in ('missedReason', 'missedReasonText') and r.TEXT_ is not null and r.ROOT_PROC_INST_ID_ in (select root_id from period)
)
-- [rows]
select j.root_id, j.case_key, j.patient_id, j.patient_label, j.discharged_at, j.intensity, j.limit_at, j.result, j.reached_at, j.attempts_in_time, j.attempts,
  (select string_agg(distinct r.reason, ', ') from reasons r where r.root_id = j.root_id) as reasons
from judged j
where :listed = 'all' or j.result in ('!late', '!never')
order by j.discharged_at, j.case_key
-- [figures]
select count(case when result in ('reached', 'attempted', '!late', '!never') then 1 end) as eligible,
  count(case when result = 'reached' then 1 end) as reached,
  count(case when result = 'attempted' then 1 end) as attempted,
  count(case when result in ('!late', '!never') then 1 end) as missing,
  count(case when result = '!late' then 1 end) as late,
  count(case when result = '?open' then 1 end) as not_due,
  count(case when result = 'excluded-died' then 1 end) as died,
  count(case when result = 'excluded-readmitted' then 1 end) as readmitted,
  count(case when result = 'excluded-cancelled' then 1 end) as cancelled,
  count(case when result = 'excluded-pathway' then 1 end) as elsewhere
from judged
-- [recorded]
select count(*) from (select 1 from ACT_HI_VARINST where NAME_ = 'contactLimitAt' fetch first 1 rows only) any_of_them

/*
question: 8
title: Billed minutes, each counted once
asks: For each patient, month and kind of staff - how many minutes were worked without counting any twice, and how many were billed?
basis:
  - Clinical rules, section 11 (each minute counts once, for one staff member; no overlaps)
parameters:
  month: {label: Month, type: text, required: true, help: Like 2026-03.}
  listed: {label: Listed, type: choice, required: true, preset: all, choices: {all: All, problems: Where billed and worked do not agree}}
columns:
  patient_id: {label: Patient, show: patient, with: patient_label}
  billed_by: {label: Time of, words: {clinicalStaff: clinical staff, practitioner: practitioner}}
  entries: {label: Entries, show: number}
  gross: {label: Minutes as entered, show: minutes}
  once: {label: Counted once, show: minutes}
  billed: {label: Billed, show: minutes}
  base_code: {label: Code}
  result: {label: Finding, show: state, words: {agrees: agrees, '!more': more billed than worked, '?less': less billed than worked, '?not-billed': not billed, '!no-entries': billed without an entry}}
  patient_label: {label: Patient, show: hidden}
figures:
  lines: {label: Patients and kinds of staff}
  gross: {label: Minutes as entered}
  once: {label: Counted once}
  billed: {label: Minutes billed}
  more: {label: Billed more than worked, of: lines}
reads: 'Entries of time: processes that record timeEntryId, workedBy, workStartedAt, workEndedAt, billingMonth, billedBy and patientId. Billed: processes that record billingMonth, billedBy, minutes, baseCode other than none and proposalDecision handedToBilling. A minute in which one person worked for several patients counts for the entry that began first.'
doesNotSee: Time that nobody entered. Whether the work was done.
nothing: No case records time worked or billed yet.
*/
with recorded as (
  select v.PROC_INST_ID_ as instance_id,
    max(case when v.NAME_ = 'timeEntryId' then v.TEXT_ end) as entry_id,
    max(case when v.NAME_ = 'patientId' then v.TEXT_ end) as patient_id,
    max(case when v.NAME_ = 'patientLabel' then v.TEXT_ end) as patient_label,
    max(case when v.NAME_ = 'workedBy' then v.TEXT_ end) as worked_by,
    max(case when v.NAME_ = 'billingMonth' then v.TEXT_ end) as billing_month,
    max(case when v.NAME_ = 'billedBy' then v.TEXT_ end) as billed_by,
    max(case when v.NAME_ = 'minutes' then v.LONG_ end) as minutes,
    max(case when v.NAME_ = 'baseCode' then v.TEXT_ end) as base_code,
    max(case when v.NAME_ = 'proposalDecision' then v.TEXT_ end) as decision,
    cast(max(case when v.NAME_ = 'workStartedAt' and v.TEXT_ like '____-__-__T__:__%' then v.TEXT_ end) as timestamp(3) with time zone) as started_at,
    cast(max(case when v.NAME_ = 'workEndedAt' and v.TEXT_ like '____-__-__T__:__%' then v.TEXT_ end) as timestamp(3) with time zone) as ended_at
  from ACT_HI_VARINST v
  where v.ACT_INST_ID_ = v.PROC_INST_ID_
    and v.NAME_ in ('timeEntryId', 'patientId', 'patientLabel', 'workedBy', 'billingMonth', 'billedBy', 'minutes', 'baseCode', 'proposalDecision',
      'workStartedAt', 'workEndedAt')
    and v.PROC_INST_ID_ in (select r.PROC_INST_ID_ from ACT_HI_VARINST r where r.NAME_ = 'billingMonth' and r.TEXT_ = :month)
  group by v.PROC_INST_ID_
),
entries as (
  select r.entry_id, r.patient_id, r.patient_label, r.worked_by, r.billed_by,
    extract(epoch from r.started_at) / 60 as starts, extract(epoch from r.ended_at) / 60 as ends
  from recorded r
  where r.entry_id is not null and r.ended_at > r.started_at
),
ordered as (
  select e.*, max(e.ends) over (partition by e.worked_by order by e.starts, e.entry_id rows between unbounded preceding and 1 preceding) as busy_until
  from entries e
),
worked as (
  select patient_id, billed_by, max(patient_label) as patient_label, count(*) as entries, sum(ends - starts) as gross,
    sum(case when busy_until is null or busy_until <= starts then ends - starts when busy_until >= ends then 0 else ends - busy_until end) as once
  from ordered
  group by patient_id, billed_by
),
billed as (
  select patient_id, billed_by, max(patient_label) as patient_label, sum(minutes) as billed, string_agg(distinct base_code, ', ') as base_code
  from recorded
  where minutes is not null and base_code is not null and base_code <> 'none' and decision = 'handedToBilling'
  group by patient_id, billed_by
),
pairs as (
  select patient_id, billed_by from worked
  union
  select patient_id, billed_by from billed
),
judged as (
  select p.patient_id, p.billed_by, coalesce(w.patient_label, b.patient_label) as patient_label, coalesce(w.entries, 0) as entries,
    coalesce(w.gross, 0) as gross, coalesce(w.once, 0) as once, b.billed, b.base_code,
    case when w.entries is null then '!no-entries' when b.billed is null then '?not-billed' when b.billed > w.once then '!more'
      when b.billed < floor(w.once) then '?less' else 'agrees' end as result
  from pairs p
  left join worked w on w.patient_id = p.patient_id and w.billed_by = p.billed_by
  left join billed b on b.patient_id = p.patient_id and b.billed_by = p.billed_by
)
-- [rows]
select patient_id, patient_label, billed_by, entries, gross, once, billed, base_code, result
from judged
where :listed = 'all' or result <> 'agrees'
order by patient_id, billed_by
-- [figures]
select count(*) as lines, sum(gross) as gross, sum(once) as once, sum(billed) as billed,
  count(case when result in ('!more', '!no-entries') then 1 end) as more
from judged
-- [recorded]
select count(*) from (select 1 from ACT_HI_VARINST where NAME_ in ('timeEntryId', 'billingMonth') fetch first 1 rows only) any_of_them

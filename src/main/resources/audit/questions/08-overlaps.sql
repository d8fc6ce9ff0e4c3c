/*
question: 8
title: Entries of time that overlap
asks: Which entries of one staff member cover the same minutes, for one patient or for two?
basis:
  - Clinical rules, section 11 (each minute counts once, for one staff member; no overlaps)
parameters:
  from: {label: Worked from, type: from, required: true, preset: -90d}
  until: {label: Worked until, type: until, required: true, preset: 0d}
columns:
  worked_by: {label: Who}
  patient_id: {label: Patient, show: patient}
  started_at: {label: From, show: time}
  ended_at: {label: To, show: time}
  other_patient_id: {label: Other patient, show: patient}
  other_started_at: {label: Other from, show: time}
  other_ended_at: {label: Other to, show: time}
  overlap: {label: Both, show: minutes}
figures:
  pairs: {label: Overlaps}
  people: {label: People}
reads: Processes that record timeEntryId, workedBy, workStartedAt, workEndedAt and patientId. An entry that begins in the moment another ends does not overlap.
doesNotSee: Time that nobody entered.
nothing: No case records time worked yet.
*/
with recorded as (
  select v.PROC_INST_ID_ as instance_id,
    max(case when v.NAME_ = 'timeEntryId' then v.TEXT_ end) as entry_id,
    max(case when v.NAME_ = 'patientId' then v.TEXT_ end) as patient_id,
    max(case when v.NAME_ = 'workedBy' then v.TEXT_ end) as worked_by,
    cast(max(case when v.NAME_ = 'workStartedAt' and v.TEXT_ like '____-__-__T__:__%' then v.TEXT_ end) as timestamp(3) with time zone) as started_at,
    cast(max(case when v.NAME_ = 'workEndedAt' and v.TEXT_ like '____-__-__T__:__%' then v.TEXT_ end) as timestamp(3) with time zone) as ended_at
  from ACT_HI_VARINST v
  where v.ACT_INST_ID_ = v.PROC_INST_ID_ and v.NAME_ in ('timeEntryId', 'patientId', 'workedBy', 'workStartedAt', 'workEndedAt')
    and v.PROC_INST_ID_ in (select r.PROC_INST_ID_ from ACT_HI_VARINST r where r.NAME_ = 'timeEntryId')
  group by v.PROC_INST_ID_
),
pairs as (
  select a.worked_by, a.patient_id, a.started_at, a.ended_at, b.patient_id as other_patient_id, b.started_at as other_started_at,
    b.ended_at as other_ended_at, a.entry_id, b.entry_id as other_entry_id,
    (extract(epoch from least(a.ended_at, b.ended_at)) - extract(epoch from greatest(a.started_at, b.started_at))) / 60 as overlap
  from recorded a
  join recorded b on b.worked_by = a.worked_by and a.entry_id < b.entry_id and a.started_at < b.ended_at and b.started_at < a.ended_at
  where a.started_at >= :from and a.started_at < :until
)
-- [rows]
select worked_by, patient_id, started_at, ended_at, other_patient_id, other_started_at, other_ended_at, overlap
from pairs
order by started_at, entry_id, other_entry_id
-- [figures]
select count(*) as pairs, count(distinct worked_by) as people
from pairs
-- [recorded]
select count(*) from (select 1 from ACT_HI_VARINST where NAME_ = 'timeEntryId' fetch first 1 rows only) any_of_them

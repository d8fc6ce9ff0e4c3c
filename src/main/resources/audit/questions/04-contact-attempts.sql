/*
question: 4
title: Attempts to reach patients
asks: Who tried to reach whom, when, by which channel, and what came of it?
basis:
  - CMS Transitional Care Management (two or more separate, timely, documented attempts)
  - Clinical rules, section 7.5 (each attempt with who, when, channel, outcome, reason)
parameters:
  from: {label: Attempted from, type: from, required: true, preset: -30d}
  until: {label: Attempted until, type: until, required: true, preset: 0d}
  patient: {label: Record number, type: patient, help: Empty for all patients.}
columns:
  contacted_at: {label: When, show: time}
  person: {label: Who}
  root_id: {label: Stay, show: case, with: case_key}
  patient_id: {label: Patient, show: patient, with: patient_label}
  channel: {label: Channel, words: {phone: telephone, otherNumber: another number, inPerson: in person}}
  outcome: {label: Outcome, show: state, words: {reached: reached, '!notReached': not reached, '?declined': declined, '?movedAway': moved away, '?died': had died}}
  reason: {label: Why not}
  in_record: {label: In the health record, show: yes_no}
  case_key: {label: Stay, show: hidden}
  patient_label: {label: Patient, show: hidden}
figures:
  attempts: {label: Attempts}
  reached: {label: Reached, of: attempts}
  patients: {label: Patients}
reads: Processes that record contactOutcome and contactedAt themselves, with contactChannel, contactReason, performedBy and, once it is written there, the id in the health record (communicationId).
doesNotSee: Attempts that nobody wrote down here.
nothing: No case records attempts to reach a patient yet.
*/
with patient as (
  select cast(:patient as varchar(64)) as patient_id
  union
  select p.TEXT_
  from ACT_HI_VARINST i
  join ACT_HI_VARINST p on p.PROC_INST_ID_ = i.PROC_INST_ID_ and p.NAME_ = 'patientId' and p.TEXT_ is not null
  where :patient <> '' and i.NAME_ = 'patientIdentifier' and i.TEXT_ like '%|' || :patient
),
tries as (
  select v.ROOT_PROC_INST_ID_ as root_id, v.PROC_INST_ID_ as instance_id,
    max(case when v.NAME_ = 'contactOutcome' then v.TEXT_ end) as outcome,
    max(case when v.NAME_ = 'contactReason' then v.TEXT_ end) as reason,
    max(case when v.NAME_ = 'contactChannel' then v.TEXT_ end) as channel,
    max(case when v.NAME_ = 'contactedAt' then v.TEXT_ end) as contacted_text,
    max(case when v.NAME_ = 'performedBy' then v.TEXT_ end) as person,
    max(case when v.NAME_ = 'communicationId' then v.TEXT_ end) as communication_id,
    max(case when v.NAME_ = 'patientId' then v.TEXT_ end) as patient_id,
    max(case when v.NAME_ = 'patientLabel' then v.TEXT_ end) as patient_label
  from ACT_HI_VARINST v
  where v.ACT_INST_ID_ = v.PROC_INST_ID_ and v.NAME_ in ('contactOutcome', 'contactReason', 'contactChannel', 'contactedAt', 'performedBy',
    'communicationId', 'patientId', 'patientLabel')
  group by v.ROOT_PROC_INST_ID_, v.PROC_INST_ID_
),
attempts as (
  select t.*, cast(t.contacted_text as timestamp(3) with time zone) as contacted_at
  from tries t
  where t.outcome is not null and t.contacted_text like '____-__-__T__:__%' and not exists (
    select 1 from ACT_HI_PROCINST called
    join ACT_HI_VARINST o on o.PROC_INST_ID_ = called.PROC_INST_ID_ and o.NAME_ = 'contactOutcome'
    where called.SUPER_PROCESS_INSTANCE_ID_ = t.instance_id)
),
asked as (
  select a.*, c.BUSINESS_KEY_ as case_key
  from attempts a
  join ACT_HI_PROCINST c on c.PROC_INST_ID_ = a.root_id
  where a.contacted_at >= :from and a.contacted_at < :until and (:patient = '' or a.patient_id in (select patient_id from patient))
)
-- [rows]
select contacted_at, person, root_id, case_key, patient_id, patient_label, coalesce(channel, 'inPerson') as channel, reason,
  case when outcome = 'reached' then 'reached' when outcome = 'notReached' then '!notReached' else '?' || outcome end as outcome,
  case when communication_id is null then 0 else 1 end as in_record
from asked
order by contacted_at, case_key, instance_id
-- [figures]
select count(*) as attempts, count(case when outcome = 'reached' then 1 end) as reached, count(distinct patient_id) as patients
from asked
-- [recorded]
select count(*) from (select 1 from ACT_HI_VARINST where NAME_ = 'contactOutcome' fetch first 1 rows only) any_of_them

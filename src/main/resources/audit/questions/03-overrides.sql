/*
question: 3
title: Overrides and corrections by people
asks: Where did somebody set something else than a table or a protocol gave, who, when, and for which reason?
basis:
  - 45 CFR 164.312(c), integrity
  - Clinical rules, section 15 (overrides have reason and user)
parameters:
  from: {label: From, type: from, required: true, preset: -90d}
  until: {label: Until, type: until}
  patient: {label: Record number, type: patient, help: Empty for all patients.}
columns:
  happened_at: {label: When, show: time}
  person: {label: Who}
  root_id: {label: Case, show: case, with: case_key}
  patient_id: {label: Patient, show: patient, with: patient_label}
  what: {label: What}
  was: {label: Was}
  became: {label: Became}
  reason: {label: Reason}
  explained: {label: Explained, show: state, words: {'yes': reason given, '!no': no reason}}
  case_key: {label: Case, show: hidden}
  patient_label: {label: Patient, show: hidden}
figures:
  overrides: {label: Overrides and corrections}
  unexplained: {label: Without a reason, of: overrides}
reads: 'What protocols record of an override - overriddenDecision (key of the table), overriddenFrom, overriddenTo, overrideReason, performedBy, of one process - and what operators changed past a form: variables, modifications, migrations, reassignments with their annotation (ACT_HI_OP_LOG).'
doesNotSee: A value that a person filled in on a form because the health record did not have it; that is an input, shown with the decision.
*/
with patient as (
  select cast(:patient as varchar(64)) as patient_id
  union
  select p.TEXT_
  from ACT_HI_VARINST i
  join ACT_HI_VARINST p on p.PROC_INST_ID_ = i.PROC_INST_ID_ and p.NAME_ = 'patientId' and p.TEXT_ is not null
  where :patient <> '' and i.NAME_ = 'patientIdentifier' and i.TEXT_ like '%|' || :patient
),
recorded as (
  select v.ROOT_PROC_INST_ID_ as root_id, v.PROC_INST_ID_ as instance_id,
    max(case when v.NAME_ = 'overriddenDecision' then v.TEXT_ end) as decision_key,
    max(case when v.NAME_ = 'overriddenFrom' then v.TEXT_ end) as was,
    max(case when v.NAME_ = 'overriddenTo' then v.TEXT_ end) as became,
    max(case when v.NAME_ = 'overrideReason' then v.TEXT_ end) as reason,
    max(case when v.NAME_ = 'performedBy' then v.TEXT_ end) as person,
    max(case when v.NAME_ = 'overriddenTo' then v.CREATE_TIME_ end) as happened_at
  from ACT_HI_VARINST v
  where v.ACT_INST_ID_ = v.PROC_INST_ID_
    and v.NAME_ in ('overriddenDecision', 'overriddenFrom', 'overriddenTo', 'overrideReason', 'performedBy')
  group by v.ROOT_PROC_INST_ID_, v.PROC_INST_ID_
  having max(case when v.NAME_ = 'overriddenDecision' then v.TEXT_ end) is not null
),
overridden as (
  select r.happened_at, r.person, r.root_id, 'Decision ' || r.decision_key as what, r.was, r.became, r.reason
  from recorded r
  union all
  select o.TIMESTAMP_, o.USER_ID_, o.ROOT_PROC_INST_ID_, o.OPERATION_TYPE_ || ' ' || o.ENTITY_TYPE_ || coalesce(', ' || o.PROPERTY_, ''),
    o.ORG_VALUE_, o.NEW_VALUE_, o.ANNOTATION_
  from ACT_HI_OP_LOG o
  where o.CATEGORY_ = 'Operator' and o.OPERATION_TYPE_ <> 'Create' and o.ROOT_PROC_INST_ID_ is not null
),
told as (
  select o.happened_at, o.person, o.root_id, o.what, o.was, o.became, o.reason,
    case when o.reason is null or trim(o.reason) = '' then '!no' else 'yes' end as explained,
    (select max(v.TEXT_) from ACT_HI_VARINST v where v.PROC_INST_ID_ = o.root_id and v.ACT_INST_ID_ = o.root_id and v.NAME_ = 'patientId') as patient_id,
    (select max(v.TEXT_) from ACT_HI_VARINST v where v.PROC_INST_ID_ = o.root_id and v.ACT_INST_ID_ = o.root_id and v.NAME_ = 'patientLabel') as patient_label,
    (select max(c.BUSINESS_KEY_) from ACT_HI_PROCINST c where c.PROC_INST_ID_ = o.root_id) as case_key
  from overridden o
  where o.happened_at >= :from and o.happened_at < :until
)
-- [rows]
select happened_at, person, root_id, case_key, patient_id, patient_label, what, was, became, reason, explained
from told
where :patient = '' or patient_id in (select patient_id from patient)
order by happened_at desc, case_key, what, became
-- [figures]
select count(*) as overrides, count(case when explained = '!no' then 1 end) as unexplained
from told
where :patient = '' or patient_id in (select patient_id from patient)

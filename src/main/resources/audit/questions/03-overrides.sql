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
reads: 'By the rule of "past the protocol" on the pages of cases - what protocols record of an override (overriddenDecision, the key of the table; overriddenFrom, overriddenTo, overrideReason, performedBy, of one process); what operators changed past the diagram, values, steps, version or the end of a case, with their annotation (ACT_HI_OP_LOG); and failed steps that a person did by hand.'
doesNotSee: A value that a person filled in on a form because the health record did not have it; that is an input, shown with the decision. Tries, moved timers, held cases and reassigned tasks are no overrides; the page of the case tells them.
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
  where o.ROOT_PROC_INST_ID_ is not null and o.CATEGORY_ = 'Operator'
    and (o.OPERATION_TYPE_ in ('ModifyProcessInstance', 'SetVariable', 'SetVariables', 'ModifyVariable', 'RemoveVariable')
      or o.OPERATION_TYPE_ = 'Delete' and o.ENTITY_TYPE_ = 'ProcessInstance')
  union all
  select distinct o.TIMESTAMP_, o.USER_ID_, a.ROOT_PROC_INST_ID_, 'Migrate ' || i.PROC_DEF_KEY_,
    (select max(d.VERSION_TAG_) from ACT_RE_PROCDEF d where d.ID_ = a.PROC_DEF_ID_), (select max(d.VERSION_TAG_) from ACT_RE_PROCDEF d where d.ID_ = o.NEW_VALUE_),
    o.ANNOTATION_
  from ACT_HI_OP_LOG o
  join ACT_HI_ACTINST a on a.PROC_DEF_ID_ = o.PROC_DEF_ID_ and a.START_TIME_ <= o.TIMESTAMP_
  join ACT_HI_PROCINST i on i.PROC_INST_ID_ = a.PROC_INST_ID_ and i.PROC_DEF_ID_ <> a.PROC_DEF_ID_
  where o.OPERATION_TYPE_ = 'Migrate' and o.PROPERTY_ = 'processDefinitionId'
  union all
  select k.END_TIME_, k.ASSIGNEE_, j.ROOT_PROC_INST_ID_, 'Step ' || coalesce(
      (select max(a.ACT_NAME_) from ACT_HI_ACTINST a where a.PROC_INST_ID_ = j.PROCESS_INSTANCE_ID_ and a.ACT_ID_ = j.ACT_ID_), j.ACT_ID_),
    'failed for good', 'done by hand', 'the step had failed and a person did it'
  from ACT_HI_JOB_LOG j
  join ACT_HI_PROCINST h on h.BUSINESS_KEY_ = j.JOB_ID_
  join ACT_HI_TASKINST k on k.PROC_INST_ID_ = h.PROC_INST_ID_ and k.DELETE_REASON_ = 'completed'
  join ACT_HI_PROCINST s on s.PROC_INST_ID_ = j.PROCESS_INSTANCE_ID_ and (s.END_TIME_ is null or s.END_TIME_ > j.TIMESTAMP_)
  where j.JOB_STATE_ = 3 and j.JOB_DEF_TYPE_ = 'async-continuation'
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

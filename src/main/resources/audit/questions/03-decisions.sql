/*
question: 3
title: Decisions about one patient
asks: Why did this patient get this tier, this LACE, this plan - which table in which version, with which inputs, which rules fired, what came out, and when?
basis:
  - 45 CFR 164.312(c), integrity
  - Clinical rules, section 2 (store key, version, inputs, outputs and matched rules with every result)
parameters:
  patient: {label: Record number, type: patient, required: true, help: As the hospital's messages name the patient; the id in the health record does as well.}
  decision: {label: Decision, type: text, help: 'For example lace-index, care-tier or transition-plan; empty for all.'}
  from: {label: From, type: from, preset: -365d}
  until: {label: Until, type: until}
columns:
  decided_at: {label: When, show: time}
  root_id: {label: Case, show: case, with: case_key}
  decision_name: {label: Table, with: decision_key}
  version_tag: {label: Version}
  inputs: {label: It was given, show: decision_inputs}
  outputs: {label: It found, show: decision_outputs}
  rules: {label: Rows that fired, show: decision_rows}
  case_key: {label: Case, show: hidden}
  decision_key: {label: Key, show: hidden}
figures:
  decisions: {label: Decisions}
  tables: {label: Tables}
  cases: {label: Cases}
reads: Every evaluation of a decision table in the cases in which patientId is this patient (ACT_HI_DECINST, ACT_HI_DEC_IN, ACT_HI_DEC_OUT) with the version tag of the table it ran on (ACT_RE_DECISION_DEF). The query gives the evaluation's id; what went in, what came out and the rows that fired are told from that version of the table as on the page of the case.
doesNotSee: What a clinician judged without a table. What people set against a table is the report on overrides.
*/
with patient as (
  select cast(:patient as varchar(64)) as patient_id
  union
  select p.TEXT_
  from ACT_HI_VARINST i
  join ACT_HI_VARINST p on p.PROC_INST_ID_ = i.PROC_INST_ID_ and p.NAME_ = 'patientId' and p.TEXT_ is not null
  where i.NAME_ = 'patientIdentifier' and i.TEXT_ like '%|' || :patient
),
cases as (
  select c.PROC_INST_ID_ as root_id, c.BUSINESS_KEY_ as case_key
  from ACT_HI_PROCINST c
  where c.PROC_INST_ID_ in (
    select v.ROOT_PROC_INST_ID_ from ACT_HI_VARINST v join patient p on p.patient_id = v.TEXT_ where v.NAME_ = 'patientId')
),
decided as (
  select d.ID_ as decision_id, d.EVAL_TIME_ as decided_at, c.root_id, c.case_key, d.DEC_DEF_NAME_ as decision_name, d.DEC_DEF_KEY_ as decision_key,
    t.VERSION_TAG_ as version_tag
  from cases c
  join ACT_HI_DECINST d on d.ROOT_PROC_INST_ID_ = c.root_id
  left join ACT_RE_DECISION_DEF t on t.ID_ = d.DEC_DEF_ID_
  where d.EVAL_TIME_ >= :from and d.EVAL_TIME_ < :until and (:decision = '' or d.DEC_DEF_KEY_ = :decision)
)
-- [rows]
select d.decided_at, d.root_id, d.case_key, d.decision_name, d.decision_key, d.version_tag, d.decision_id as inputs, d.decision_id as outputs,
  d.decision_id as rules
from decided d
order by d.decided_at, d.case_key, d.decision_key, d.decision_id
-- [figures]
select count(*) as decisions, count(distinct decision_key) as tables, count(distinct root_id) as cases
from decided

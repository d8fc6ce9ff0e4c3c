/*
question: 13
title: Steps done by hand
asks: Which steps gave up on a partner that was down, what did a person do by hand or try again, and which wait still?
basis:
  - 45 CFR 164.308(a)(7)(ii)(C), emergency mode operation
  - Clinical rules, section 15, question 13
parameters:
  from: {label: Failed from, type: from, required: true, preset: -30d}
  until: {label: Failed until, type: until, required: true, preset: 0d}
  listed: {label: Listed, type: choice, required: true, preset: all, choices: {all: All, open: Not reconciled alone}}
columns:
  failed_at: {label: Failed, show: time}
  root_id: {label: Case, show: case, with: case_key}
  patient_id: {label: Patient, show: patient, with: patient_label}
  protocol: {label: Protocol}
  step: {label: Step}
  result: {label: Reconciled, show: state, words: {doneByHand: done by hand, tryAgain: tried again, elsewhere: settled elsewhere, '!open': not yet}}
  settled_at: {label: When, show: time}
  person: {label: By}
  took: {label: After, show: minutes}
  case_key: {label: Case, show: hidden}
  patient_label: {label: Patient, show: hidden}
figures:
  failed: {label: Steps that failed}
  by_hand: {label: Done by hand, of: failed}
  again: {label: Tried again, of: failed}
  elsewhere: {label: Settled elsewhere, of: failed}
  open: {label: Not reconciled, of: failed}
reads: 'Processes that record failedStep (the step in words), with failedProtocol, stepDecision (doneByHand or tryAgain), performedBy, patientId, encounterId.'
doesNotSee: Care that went on by telephone and paper while Careloop itself was down, unless somebody entered it afterwards.
*/
with recorded as (
  select v.ROOT_PROC_INST_ID_ as root_id, v.PROC_INST_ID_ as instance_id,
    max(case when v.NAME_ = 'patientId' then v.TEXT_ end) as patient_id,
    max(case when v.NAME_ = 'patientLabel' then v.TEXT_ end) as patient_label,
    max(case when v.NAME_ = 'failedProtocol' then v.TEXT_ end) as protocol,
    max(case when v.NAME_ = 'failedStep' then v.TEXT_ end) as step,
    max(case when v.NAME_ = 'stepDecision' then v.TEXT_ end) as decision,
    max(case when v.NAME_ = 'performedBy' then v.TEXT_ end) as person,
    max(case when v.NAME_ = 'encounterId' then v.TEXT_ end) as case_key
  from ACT_HI_VARINST v
  where v.ACT_INST_ID_ = v.PROC_INST_ID_
    and v.NAME_ in ('patientId', 'patientLabel', 'failedProtocol', 'failedStep', 'stepDecision', 'performedBy', 'encounterId')
    and v.PROC_INST_ID_ in (select r.PROC_INST_ID_ from ACT_HI_VARINST r where r.NAME_ = 'failedStep')
  group by v.ROOT_PROC_INST_ID_, v.PROC_INST_ID_
),
judged as (
  select r.*, p.START_TIME_ as failed_at, p.END_TIME_ as settled_at,
    (extract(epoch from p.END_TIME_) - extract(epoch from p.START_TIME_)) / 60 as took,
    case when p.END_TIME_ is null then '!open' else coalesce(r.decision, 'elsewhere') end as result
  from recorded r
  join ACT_HI_PROCINST p on p.PROC_INST_ID_ = r.instance_id
  where p.START_TIME_ >= :from and p.START_TIME_ < :until
)
-- [rows]
select failed_at, root_id, case_key, patient_id, patient_label, protocol, step, result, settled_at, person, took
from judged
where :listed = 'all' or result = '!open'
order by failed_at, instance_id
-- [figures]
select count(*) as failed,
  count(case when result = 'doneByHand' then 1 end) as by_hand,
  count(case when result = 'tryAgain' then 1 end) as again,
  count(case when result = 'elsewhere' then 1 end) as elsewhere,
  count(case when result = '!open' then 1 end) as open
from judged

/*
question: 14
title: Complaints and adverse events
asks: Which complaints and adverse events were recorded, how grave, and were they answered and reviewed in time?
basis:
  - 45 CFR 164.530(d), complaints and their disposition
  - 42 CFR 482.13(a)(2), grievances, and 482.21(a)(2), adverse events
parameters:
  from: {label: Happened from, type: from, required: true, preset: -365d}
  until: {label: Happened until, type: until, required: true, preset: 0d}
  kind: {label: Kind, type: choice, required: true, preset: all, choices: {all: Both, complaint: Complaints, adverseEvent: Adverse events}}
  listed: {label: Listed, type: choice, required: true, preset: all, choices: {all: All, open: Not settled alone}}
columns:
  happened_at: {label: When, show: time}
  kind: {label: Kind, words: {complaint: complaint, adverseEvent: adverse event}}
  root_id: {label: Case, show: case, with: case_key}
  patient_id: {label: Patient, show: patient, with: patient_label}
  category: {label: About}
  severity: {label: Severity}
  due_at: {label: Answer due, show: time}
  result: {label: State, show: state, words: {settled: settled in time, '?late': settled late, '?open': open, '!overdue': overdue}}
  settled_at: {label: Settled, show: time}
  outcome: {label: Outcome}
  person: {label: By}
  case_key: {label: Case, show: hidden}
  patient_label: {label: Patient, show: hidden}
figures:
  complaints: {label: Complaints}
  events: {label: Adverse events}
  settled: {label: Settled}
  late: {label: Of these late, of: settled}
  overdue: {label: Overdue}
reads: 'Processes that record incidentKind (complaint or adverseEvent) and incidentAt, with incidentCategory, incidentSeverity, incidentDueAt, incidentSettledAt, incidentOutcome and performedBy. Exactly at its due it is in time.'
doesNotSee: Complaints made elsewhere - to the hospital, an insurer or an authority - that nobody entered. Danger signs on a call are care, not adverse events, and are not listed.
nothing: No case records complaints or adverse events yet.
*/
with recorded as (
  select v.ROOT_PROC_INST_ID_ as root_id, v.PROC_INST_ID_ as instance_id,
    max(case when v.NAME_ = 'patientId' then v.TEXT_ end) as patient_id,
    max(case when v.NAME_ = 'patientLabel' then v.TEXT_ end) as patient_label,
    max(case when v.NAME_ = 'incidentKind' then v.TEXT_ end) as kind,
    max(case when v.NAME_ = 'incidentCategory' then v.TEXT_ end) as category,
    max(case when v.NAME_ = 'incidentSeverity' then v.TEXT_ end) as severity,
    max(case when v.NAME_ = 'incidentOutcome' then v.TEXT_ end) as outcome,
    max(case when v.NAME_ = 'performedBy' then v.TEXT_ end) as person,
    cast(max(case when v.NAME_ = 'incidentAt' and v.TEXT_ like '____-__-__T__:__%' then v.TEXT_ end) as timestamp(3) with time zone) as happened_at,
    cast(max(case when v.NAME_ = 'incidentDueAt' and v.TEXT_ like '____-__-__T__:__%' then v.TEXT_ end) as timestamp(3) with time zone) as due_at,
    cast(max(case when v.NAME_ = 'incidentSettledAt' and v.TEXT_ like '____-__-__T__:__%' then v.TEXT_ end) as timestamp(3) with time zone) as settled_at
  from ACT_HI_VARINST v
  where v.ACT_INST_ID_ = v.PROC_INST_ID_
    and v.NAME_ in ('patientId', 'patientLabel', 'incidentKind', 'incidentCategory', 'incidentSeverity', 'incidentOutcome', 'performedBy', 'incidentAt',
      'incidentDueAt', 'incidentSettledAt')
    and v.PROC_INST_ID_ in (select r.PROC_INST_ID_ from ACT_HI_VARINST r where r.NAME_ = 'incidentKind')
  group by v.ROOT_PROC_INST_ID_, v.PROC_INST_ID_
),
judged as (
  select r.*, (select max(c.BUSINESS_KEY_) from ACT_HI_PROCINST c where c.PROC_INST_ID_ = r.root_id) as case_key,
    case when r.settled_at is null and r.due_at < :now then '!overdue' when r.settled_at is null then '?open'
      when r.settled_at > r.due_at then '?late' else 'settled' end as result
  from recorded r
  where r.happened_at >= :from and r.happened_at < :until and (:kind = 'all' or r.kind = :kind)
)
-- [rows]
select happened_at, kind, root_id, case_key, patient_id, patient_label, category, severity, due_at, result, settled_at, outcome, person
from judged
where :listed = 'all' or result in ('?open', '!overdue')
order by happened_at, case_key, instance_id
-- [figures]
select count(case when kind = 'complaint' then 1 end) as complaints, count(case when kind = 'adverseEvent' then 1 end) as events,
  count(settled_at) as settled, count(case when result = '?late' then 1 end) as late, count(case when result = '!overdue' then 1 end) as overdue
from judged
-- [recorded]
select count(*) from (select 1 from ACT_HI_VARINST where NAME_ = 'incidentKind' fetch first 1 rows only) any_of_them

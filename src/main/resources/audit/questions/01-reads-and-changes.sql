/*
question: 1
title: Reads and changes of one patient
asks: Who has read or changed anything about this patient, when and through what, with looks at cases opened outside the team?
basis:
  - 45 CFR 164.312(b), audit controls
  - 45 CFR 164.308(a)(1)(ii)(D), information system activity review
  - ASTM E2147
parameters:
  patient: {label: Record number, type: patient, required: true, help: As the hospital's messages name the patient; the id in the health record does as well.}
  from: {label: From, type: from, preset: -365d}
  until: {label: Until, type: until}
  what: {label: What, type: choice, required: true, preset: people, choices: {people: What people did, reads: Reads alone, changes: Changes by people alone, all: What people and the program did}}
columns:
  happened_at: {label: When, show: time}
  person: {label: Who}
  roles: {label: As}
  what: {label: What, words: {TASK_LIST: read in a task list, TASK: read a task, TASK_FORM: read a task's form, TASK_WORK: worked on a task, CASE: read the case, HISTORY: read the case's history, MESSAGE: read a message, CASE_SEARCH: found by number, READ_LOG: read the read log, AUDIT: read by an auditor, EXPORT: took an export, exported: took it out as a file, opened: opened the case outside the team, reviewed: reviewed the opening, completed: completed a task, changed: changed, recorded: a value was recorded, message: a message came in}}
  detail: {label: Detail}
  root_id: {label: Case, show: case, with: case_key}
  outside: {label: Under an opened case, show: yes_no}
  case_key: {label: Case, show: hidden}
figures:
  reads: {label: Reads, note: Repeated looks of one person within a quarter of an hour are one.}
  changes: {label: Changes by people}
  outside_team: {label: Of these under a case opened outside the team}
  people: {label: People}
reads: The read log (careloop_read_log), openings outside the team (careloop_break_glass), completed tasks and the operation log of every case in which patientId is this patient (ACT_HI_TASKINST, ACT_HI_OP_LOG), recorded values (ACT_HI_DETAIL), exports (careloop_export), messages of these cases (careloop_inbox).
doesNotSee: What was done in the health record itself, on paper or by telephone; reads past Careloop's doors, directly in the database.
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
happened as (
  select r.read_at as happened_at, r.person as person, r.roles as roles, r.kind as what, cast(null as varchar(4000)) as detail,
    cast(null as varchar(64)) as root_id, r.case_key as case_key, case when r.break_glass_id is null then 0 else 1 end as outside,
    case when r.kind = 'TASK_WORK' then 'changes' else 'reads' end as sort
  from careloop_read_log r
  where r.patient_id in (select patient_id from patient) or (r.patient_id is null and r.case_key in (select case_key from cases))
  union all
  select g.opened_at, g.person, null, 'opened', g.reason || ': ' || g.reason_text, null, null, 1, 'reads'
  from careloop_break_glass g
  where g.patient_id in (select patient_id from patient)
  union all
  select g.reviewed_at, g.reviewed_by, null, 'reviewed', g.outcome || coalesce(': ' || g.review_note, ''), null, null, 1, 'changes'
  from careloop_break_glass g
  where g.reviewed_at is not null and g.patient_id in (select patient_id from patient)
  union all
  select x.made_at, x.person, x.roles, 'exported', x.file_name || ', for ' || lower(x.purpose) || coalesce(', to ' || x.recipient, ''), x.case_id, x.case_key, 0, 'reads'
  from careloop_export x
  where x.patient_id in (select patient_id from patient) or x.case_id in (select root_id from cases)
  union all
  select cast(t.END_TIME_ as timestamp(3) with time zone),
    coalesce((select max(o.USER_ID_) from ACT_HI_OP_LOG o where o.TASK_ID_ = t.ID_ and o.OPERATION_TYPE_ = 'Complete'), t.ASSIGNEE_, 'not recorded'),
    null, 'completed', t.NAME_, c.root_id, c.case_key, 0, 'changes'
  from cases c
  join ACT_HI_TASKINST t on t.ROOT_PROC_INST_ID_ = c.root_id and t.TASK_STATE_ = 'Completed'
  union all
  select cast(o.TIMESTAMP_ as timestamp(3) with time zone), o.USER_ID_, null, 'changed',
    o.OPERATION_TYPE_ || ' ' || o.ENTITY_TYPE_ || coalesce(', ' || o.PROPERTY_, '') || coalesce(': ' || o.ORG_VALUE_ || ' ->', '')
      || coalesce(' ' || o.NEW_VALUE_, '') || coalesce('. Reason: ' || o.ANNOTATION_, ''),
    c.root_id, c.case_key, 0, 'changes'
  from cases c
  join ACT_HI_OP_LOG o on o.ROOT_PROC_INST_ID_ = c.root_id and o.OPERATION_TYPE_ <> 'Complete'
  union all
  select cast(d.TIME_ as timestamp(3) with time zone),
    coalesce((select max(o.USER_ID_) from ACT_HI_OP_LOG o where o.OPERATION_ID_ = d.OPERATION_ID_ and o.ROOT_PROC_INST_ID_ = c.root_id), 'the program'),
    null, 'recorded', d.NAME_ || coalesce(' = ' || d.TEXT_, ' = ' || cast(d.LONG_ as varchar(32)), ''), c.root_id, c.case_key, 0, 'program'
  from cases c
  join ACT_HI_DETAIL d on d.ROOT_PROC_INST_ID_ = c.root_id and d.TYPE_ = 'VariableUpdate'
  where :what = 'all'
  union all
  select m.received_at, m.sending_app, null, 'message', m.message_type, c.root_id, c.case_key, 0, 'program'
  from cases c
  join careloop_inbox m on m.encounter_id = c.case_key
  where :what = 'all'
)
-- [rows]
select happened_at, person, roles, what, detail, root_id, case_key, outside
from happened
where happened_at >= :from and happened_at < :until and (sort = :what or :what = 'all' or (:what = 'people' and sort <> 'program'))
order by happened_at desc, person, what, detail, case_key
-- [figures]
select count(case when sort = 'reads' then 1 end) as reads,
  count(case when sort = 'changes' then 1 end) as changes,
  count(case when outside = 1 then 1 end) as outside_team,
  count(distinct case when sort <> 'program' then person end) as people
from happened
where happened_at >= :from and happened_at < :until

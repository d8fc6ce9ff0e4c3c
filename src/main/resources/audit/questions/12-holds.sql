/*
question: 12
title: Legal holds
asks: What is or was kept beyond its rule - since when, why, by whose word, and who lifted it for which reason?
basis:
  - 'Federal Rules of Civil Procedure 37(e), what must be preserved'
  - 45 CFR 164.316(b)(2)(i)
parameters:
  from: {label: In force from, type: from, help: Empty for all times.}
  until: {label: In force until, type: until}
  listed: {label: Which, type: choice, preset: all, choices: {all: All, active: In force now, lifted: Lifted}}
columns:
  placed_at: {label: Set, show: time, with: placed_by}
  scope: {label: What is held, words: {case: one case, patient: one patient, protocol: all cases of a protocol, period: everything of a period}, with: subject}
  case_id: {label: Case, show: case, with: case_key}
  patient_id: {label: Patient, show: patient}
  reason: {label: Why, with: reference}
  state: {label: State, show: state, words: {'?active': in force, lifted: lifted}}
  lifted_at: {label: Lifted, show: time, with: lifted_by}
  lift_reason: {label: Why lifted}
  placed_by: {label: Set by, show: hidden}
  subject: {label: Of what, show: hidden}
  reference: {label: Reference, show: hidden}
  lifted_by: {label: Lifted by, show: hidden}
  case_key: {label: Case, show: hidden}
figures:
  holds: {label: Holds}
  active: {label: In force now, of: holds}
  lifted: {label: Lifted, of: holds}
  by_one: {label: Set and lifted by the same person, of: lifted}
reads: Every hold that was ever set (careloop_hold). A hold is never deleted, and each writing is a link of the chain "keeping".
doesNotSee: Holds that were agreed on and never entered; what a hold keeps at partners.
*/
with listed as (
  select h.*, case when h.lifted_at is null then '?active' else 'lifted' end as state
  from careloop_hold h
  where h.placed_at < :until and (h.lifted_at is null or h.lifted_at >= :from)
    and (:listed = 'all' or (:listed = 'active' and h.lifted_at is null) or (:listed = 'lifted' and h.lifted_at is not null))
)
-- [rows]
select placed_at, placed_by, scope, case when scope = 'case' then subject end as case_id, case when scope = 'patient' then subject end as patient_id,
  case
    when scope = 'protocol' then coalesce((select max(d.NAME_) from ACT_RE_PROCDEF d where d.KEY_ = subject), subject)
    when scope = 'period' then cast(from_day as varchar(10)) || case when to_day is null then ' and later' else ' to ' || cast(to_day as varchar(10)) end
  end as subject,
  (select max(p.BUSINESS_KEY_) from ACT_HI_PROCINST p where scope = 'case' and p.PROC_INST_ID_ = subject) as case_key,
  reason, reference, state, lifted_at, lifted_by, lift_reason
from listed
order by placed_at desc, hold_id
-- [figures]
select count(*) as holds, count(case when lifted_at is null then 1 end) as active, count(lifted_at) as lifted, count(case when lifted_by = placed_by then 1 end) as by_one
from listed

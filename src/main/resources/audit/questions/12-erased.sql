/*
question: 12
title: What was erased
asks: For whom was erasure asked, on which law, who confirmed it, and what of it was done, when?
basis:
  - 42 CFR Part 2, consent
  - State privacy law, Article 17 GDPR, orders of courts
parameters:
  from: {label: Asked from, type: from, preset: -365d}
  until: {label: Asked until, type: until}
  listed: {label: Which, type: choice, preset: all, choices: {all: All, open: Not finished, problems: One person alone}}
columns:
  asked_at: {label: Asked, show: time, with: asked_by}
  patient_id: {label: Patient, show: patient}
  reason: {label: Law, words: {court-order: a court or authority orders it, state-law: a state privacy law, gdpr: Article 17 GDPR, no-consent: kept without consent, not-ours: never our patient, other: another law}, with: basis}
  words: {label: In words}
  decided_at: {label: Decided, show: time, with: decided_by}
  finished_at: {label: Finished, show: time}
  state: {label: State, show: state, words: {'?asked': waits to be confirmed, '!confirmed': 'confirmed, not finished', done: erased, withdrawn: withdrawn}}
  persons: {label: Two persons, show: state, words: {'yes': 'yes', '!no': one alone, '?open': not yet decided}}
  cases: {label: Cases, show: number}
  messages: {label: Messages, show: number}
  openings: {label: Openings, show: number}
  value_count: {label: Values, show: number}
  asked_by: {label: Asked by, show: hidden}
  basis: {label: Basis, show: hidden}
  decided_by: {label: Decided by, show: hidden}
figures:
  requests: {label: Requests}
  erased: {label: Erased, of: requests}
  unfinished: {label: Confirmed and not finished, of: requests}
  alone: {label: Asked and confirmed by one person, of: requests}
  cases: {label: Cases erased}
reads: Every request to erase (careloop_erasure) and the cases in which values were erased (careloop_erasure_case). Whose they were is told only until it is done; afterwards nobody can say it any more, which is the purpose.
doesNotSee: What was exported before, and backups.
*/
with asked as (
  select e.*, case e.state when 'asked' then '?asked' when 'confirmed' then '!confirmed' else e.state end as standing,
    case when e.decided_by is null then '?open' when e.state = 'withdrawn' or e.decided_by <> e.asked_by then 'yes' else '!no' end as persons
  from careloop_erasure e
  where e.asked_at >= :from and e.asked_at < :until
)
-- [rows]
select asked_at, asked_by, patient_id, reason, basis, words, decided_at, decided_by, finished_at, standing as state, persons, cases, messages, openings,
  value_count
from asked
where :listed = 'all' or (:listed = 'open' and standing in ('?asked', '!confirmed')) or (:listed = 'problems' and persons = '!no')
order by asked_at desc, erasure_id
-- [figures]
select count(*) as requests, count(case when state = 'done' then 1 end) as erased, count(case when state = 'confirmed' then 1 end) as unfinished,
  count(case when persons = '!no' then 1 end) as alone,
  (select count(*) from careloop_erasure_case c join asked a on a.erasure_id = c.erasure_id) as cases
from asked

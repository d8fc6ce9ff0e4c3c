/*
question: 2
title: Models in force on a date
asks: Which version of each diagram, decision table and form did new cases run on at this moment, since when, and who proposed, approved and deployed it?
basis:
  - 45 CFR 164.316(b)(2)(i), documentation kept six years
  - ONC 170.315(d)(2) and (3)
parameters:
  at: {label: At, type: moment, required: true, preset: now}
  kind: {label: Kind, type: choice, required: true, preset: all, choices: {all: All, processes: Diagrams, decisions: Decision tables, forms: Forms}}
columns:
  name: {label: Model, with: path}
  version_tag: {label: Version}
  since: {label: In force since, show: time}
  release: {label: Release, show: release}
  origin: {label: Came as, words: {program: part of a version of Careloop, proposal: a proposal}}
  proposed_by: {label: Proposed by}
  released_by: {label: Approved and deployed by}
  four_eyes: {label: Two persons, show: state, words: {'yes': 'yes', '!no': one person did both, program: brought by the program}}
  sha256: {label: SHA-256}
  path: {label: File, show: hidden}
figures:
  models: {label: Models in force}
  release: {label: Release in force, note: What each release changed against the one before it is one click away from its number.}
  in_force_since: {label: In force since}
  same_person: {label: Approved by who proposed it, of: models}
reads: Releases with the SHA-256 of each file and the proposals they came from (careloop_release, careloop_release_file, careloop_proposal); names and version tags from the engine's definitions (ACT_RE_PROCDEF, ACT_RE_DECISION_DEF). A case stays on the release it began with; its own page shows which.
doesNotSee: Models before the first release that Careloop recorded. Whether the files in the engine are still those of the SHA-256 is for the tamper check of question 10.
*/
with files as (
  select f.path, f.sha256, r.release_id, r.deployment_id
  from careloop_release r
  join careloop_release_file f on f.release_id = r.release_id
  where r.release_id = (select max(release_id) from careloop_release where released_at <= :at)
    and (:kind = 'all' or f.path like :kind || '/%')
),
dated as (
  select f.path, f.sha256, f.deployment_id,
    (select min(s.release_id) from careloop_release_file s
     where s.path = f.path and s.sha256 = f.sha256 and s.release_id <= f.release_id
       and s.release_id > coalesce((
         select max(o.release_id) from careloop_release o
         where o.release_id < f.release_id and not exists (
           select 1 from careloop_release_file x where x.release_id = o.release_id and x.path = f.path and x.sha256 = f.sha256)), 0)) as since_release
  from files f
),
known as (
  select d.path, d.sha256, coalesce(p.NAME_, t.NAME_, d.path) as name, coalesce(p.VERSION_TAG_, t.VERSION_TAG_) as version_tag,
    r.released_at as since, r.release_id as release, r.origin, q.proposed_by, r.released_by,
    case when r.origin = 'program' then 'program' when q.proposed_by = r.released_by then '!no' else 'yes' end as four_eyes
  from dated d
  join careloop_release r on r.release_id = d.since_release
  left join careloop_proposal q on q.proposal_id = r.proposal_id
  left join ACT_RE_PROCDEF p on p.DEPLOYMENT_ID_ = d.deployment_id and p.RESOURCE_NAME_ = d.path
  left join ACT_RE_DECISION_DEF t on t.DEPLOYMENT_ID_ = d.deployment_id and t.RESOURCE_NAME_ = d.path
    and d.path = 'decisions/' || t.KEY_ || '.dmn'
)
-- [rows]
select name, path, version_tag, since, release, origin, proposed_by, released_by, four_eyes, sha256
from known
order by path
-- [figures]
select count(*) as models,
  (select max(release_id) from careloop_release where released_at <= :at) as release,
  (select max(released_at) from careloop_release where released_at <= :at) as in_force_since,
  count(case when four_eyes = '!no' then 1 end) as same_person
from known

/*
question: 9
title: Editor and approver of models
asks: Was every change of a model decided by somebody else than who proposed it?
basis:
  - 45 CFR 164.308(a)(4), access management
  - Clinical rules, section 15 (editor is not approver)
parameters:
  from: {label: Proposed from, type: from, required: true, preset: -365d}
  until: {label: Proposed until, type: until, required: true, preset: 0d}
columns:
  proposal: {label: Proposal, show: number, with: title}
  proposed_at: {label: Proposed, show: time}
  proposed_by: {label: By}
  state: {label: Became, words: {proposed: waits, released: released, rejected: rejected, withdrawn: withdrawn, refused: refused by the checks, overtaken: overtaken}}
  decided_at: {label: Decided, show: time}
  decided_by: {label: By}
  persons: {label: Two persons, show: state, words: {'yes': 'yes', '!no': one person did both, '?open': not decided, none: no release}}
  title: {label: Title, show: hidden}
figures:
  proposals: {label: Proposals}
  released: {label: Released, of: proposals}
  same: {label: Released by who proposed it, of: released}
reads: Proposals of models (careloop_proposal).
doesNotSee: Models that a version of Careloop brings; those are reviewed where the program is made.
*/
with proposals as (
  select p.proposal_id as proposal, p.title, p.proposed_at, p.proposed_by, p.state, p.decided_at, p.decided_by,
    case when p.state = 'proposed' then '?open' when p.state <> 'released' then 'none' when p.decided_by = p.proposed_by then '!no' else 'yes' end as persons
  from careloop_proposal p
  where p.proposed_at >= :from and p.proposed_at < :until
)
-- [rows]
select proposal, title, proposed_at, proposed_by, state, decided_at, decided_by, persons
from proposals
order by proposed_at desc, proposal desc
-- [figures]
select count(*) as proposals, count(case when state = 'released' then 1 end) as released, count(case when persons = '!no' then 1 end) as same
from proposals

/*
question: 9
title: Sign-ins and refusals
asks: Who signed in, was refused, was locked or signed out, when, how and from where?
basis:
  - 45 CFR 164.308(a)(5)(ii)(C), log-in monitoring
  - 45 CFR 164.312(d), person or entity authentication
parameters:
  from: {label: From, type: from, required: true, preset: -7d}
  until: {label: Until, type: until, required: true, preset: 0d}
  account: {label: User, type: text, help: Empty for everybody.}
  what: {label: What, type: choice, required: true, preset: all, choices: {all: All, SIGNED_IN: Sign-ins, REFUSED: Refusals, LOCKED: Locks, PASSWORD_CHANGED: Changed passwords}}
columns:
  happened_at: {label: When, show: time}
  account: {label: User}
  event: {label: What, show: state, words: {SIGNED_IN: signed in, '!REFUSED': refused, '!LOCKED': account locked, SIGNED_OUT: signed out, SIGNED_OUT_EVERYWHERE: signed out everywhere, PASSWORD_CHANGED: password changed, SESSION_ENDED: session ended}}
  way: {label: How}
  address: {label: From}
  reason: {label: Reason}
figures:
  sign_ins: {label: Sign-ins}
  refused: {label: Refusals}
  of_nobody: {label: 'Refused, of no account', of: refused, note: A name that no account has is never written down - people type passwords there.}
  locked: {label: Accounts locked}
  people: {label: Users}
reads: The sign-in log (careloop_sign_in).
doesNotSee: Sign-ins at the provider of single sign-on that never came here; sign-ins to the database or the machine. A program that signs in with each message is written down once a while.
*/
with events as (
  select s.event_id, s.happened_at, s.account_id, s.event, s.way, s.address, s.reason
  from careloop_sign_in s
  where s.happened_at >= :from and s.happened_at < :until and (:account = '' or s.account_id = :account)
)
-- [rows]
select happened_at, coalesce(account_id, 'no such account') as account,
  case when event in ('REFUSED', 'LOCKED') then '!' || event else event end as event, lower(way) as way, address, reason
from events
where :what = 'all' or event = :what
order by happened_at desc, event_id desc
-- [figures]
select count(case when event = 'SIGNED_IN' then 1 end) as sign_ins,
  count(case when event = 'REFUSED' then 1 end) as refused,
  count(case when event = 'REFUSED' and account_id is null then 1 end) as of_nobody,
  count(case when event = 'LOCKED' then 1 end) as locked,
  count(distinct account_id) as people
from events

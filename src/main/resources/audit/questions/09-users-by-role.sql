/*
question: 9
title: Users by role
asks: Who has an account, in which roles, when did they last sign in, and whose account sleeps?
basis:
  - 45 CFR 164.312(a)(2)(i), unique user identification
  - 45 CFR 164.308(a)(3) and (4), workforce security and access management
parameters:
  role: {label: Role, type: text, help: 'Group id, for example nurses; empty for all.'}
  days: {label: Sleeps after days without a sign-in, type: number, required: true, preset: 90}
  listed: {label: Listed, type: choice, required: true, preset: all, choices: {all: All, dormant: Sleeping accounts alone, several: With several roles alone}}
columns:
  account: {label: User, with: name}
  roles: {label: Roles}
  last_sign_in: {label: Last sign-in, show: time}
  refused: {label: Refused since, show: number}
  state: {label: State, show: state, words: {active: used, '?dormant': sleeps, '?never': never signed in, '!locked': locked}}
  name: {label: Name, show: hidden}
figures:
  accounts: {label: Accounts}
  dormant: {label: Sleeping or never used, of: accounts}
  locked: {label: Locked, of: accounts}
  several: {label: With several roles, of: accounts}
  administrators: {label: Administrators}
reads: Accounts and groups of the engine (ACT_ID_USER, ACT_ID_MEMBERSHIP) and sign-ins (careloop_sign_in).
doesNotSee: Rights in the health record, in the database and on the machines. Programs sign in with each message and are written down once a while.
*/
with last_seen as (
  select s.account_id, max(case when s.event = 'SIGNED_IN' then s.happened_at end) as last_sign_in
  from careloop_sign_in s
  where s.account_id is not null
  group by s.account_id
),
accounts as (
  select u.ID_ as account, trim(coalesce(u.FIRST_, '') || ' ' || coalesce(u.LAST_, '')) as name,
    (select string_agg(m.GROUP_ID_, ', ' order by m.GROUP_ID_) from ACT_ID_MEMBERSHIP m where m.USER_ID_ = u.ID_) as roles,
    (select count(*) from ACT_ID_MEMBERSHIP m where m.USER_ID_ = u.ID_) as role_count,
    (select count(*) from ACT_ID_MEMBERSHIP m where m.USER_ID_ = u.ID_ and m.GROUP_ID_ = :role) as has_role,
    (select count(*) from ACT_ID_MEMBERSHIP m where m.USER_ID_ = u.ID_ and m.GROUP_ID_ = 'camunda-admin') as administrator,
    l.last_sign_in,
    (select count(*) from careloop_sign_in r
     where r.account_id = u.ID_ and r.event = 'REFUSED' and (l.last_sign_in is null or r.happened_at > l.last_sign_in)) as refused,
    case
      when u.LOCK_EXP_TIME_ > :now and u.ATTEMPTS_ >= 10 then '!locked'
      when l.last_sign_in is null then '?never'
      when extract(epoch from cast(:now as timestamp(3) with time zone)) - extract(epoch from l.last_sign_in) > :days * 86400 then '?dormant'
      else 'active'
    end as state
  from ACT_ID_USER u
  left join last_seen l on l.account_id = u.ID_
),
asked as (
  select * from accounts where :role = '' or has_role > 0
)
-- [rows]
select account, name, roles, last_sign_in, refused, state
from asked
where :listed = 'all' or (:listed = 'dormant' and state in ('?dormant', '?never')) or (:listed = 'several' and role_count > 1)
order by account
-- [figures]
select count(*) as accounts,
  count(case when state in ('?dormant', '?never') then 1 end) as dormant,
  count(case when state = '!locked' then 1 end) as locked,
  count(case when role_count > 1 then 1 end) as several,
  count(case when administrator > 0 then 1 end) as administrators
from asked

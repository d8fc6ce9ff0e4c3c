/*
question: 9
title: Joiners, leavers and changed roles
asks: Whose account was made, changed or deleted, who got or lost a role, when and by whom?
basis:
  - 45 CFR 164.308(a)(3)(ii)(C), termination procedures
  - 45 CFR 164.308(a)(4)(ii)(C), access establishment and modification
parameters:
  from: {label: From, type: from, required: true, preset: -90d}
  until: {label: Until, type: until, required: true, preset: 0d}
columns:
  happened_at: {label: When, show: time}
  person: {label: By}
  what: {label: What, words: {Create User: account made, Delete User: account deleted, Update User: account changed, Unlock User: account unlocked, Create Group membership: role given, Delete Group membership: role taken, ended: account ended}}
  account: {label: Account}
  role: {label: Role}
figures:
  joined: {label: Accounts made}
  left_careloop: {label: Accounts deleted or ended}
  given: {label: Roles given}
  taken: {label: Roles taken}
reads: The operation log of accounts and groups (ACT_HI_OP_LOG) and accounts that ended (careloop_account).
doesNotSee: Accounts that the program makes at its first start, and roles taken over from single sign-on - those show in the report on users by role and in the sign-ins.
*/
with operations as (
  select o.OPERATION_ID_ as operation_id, max(o.TIMESTAMP_) as happened_at, max(o.USER_ID_) as person,
    max(o.OPERATION_TYPE_) || ' ' || max(o.ENTITY_TYPE_) as what,
    max(case when o.PROPERTY_ = 'userId' then o.NEW_VALUE_ end) as account,
    max(case when o.PROPERTY_ = 'groupId' then o.NEW_VALUE_ end) as role
  from ACT_HI_OP_LOG o
  where o.CATEGORY_ = 'Admin' and o.ENTITY_TYPE_ in ('User', 'Group membership', 'GroupMembership', 'Group')
  group by o.OPERATION_ID_
),
changes as (
  select cast(happened_at as timestamp(3) with time zone) as happened_at, person,
    replace(what, 'GroupMembership', 'Group membership') as what, account, role
  from operations
  union all
  select a.ended_at, null, 'ended', a.account_id, null
  from careloop_account a
  where a.ended_at is not null
),
asked as (
  select * from changes where happened_at >= :from and happened_at < :until
)
-- [rows]
select happened_at, person, what, account, role
from asked
order by happened_at desc, account, what, role
-- [figures]
select count(case when what = 'Create User' then 1 end) as joined,
  count(case when what in ('Delete User', 'ended') then 1 end) as left_careloop,
  count(case when what = 'Create Group membership' then 1 end) as given,
  count(case when what = 'Delete Group membership' then 1 end) as taken
from asked

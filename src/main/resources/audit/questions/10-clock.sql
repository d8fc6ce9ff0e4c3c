/*
question: 10
title: Clock
asks: Do the program and the database have the same time, and is anything dated in the future?
basis:
  - 45 CFR 164.312(b), audit controls
  - ONC 170.315(d)(2), synchronized clocks
parameters:
  seconds: {label: Allowed difference in seconds, type: number, required: true, preset: 5}
columns:
  record: {label: Record}
  newest: {label: Newest entry, show: time}
  ahead: {label: Seconds ahead of the program's clock, show: number}
  result: {label: Finding, show: state, words: {fine: fine, '!ahead': dated in the future, '!apart': clocks differ, empty: nothing recorded}}
figures:
  program_time: {label: Time of the program}
  database_time: {label: Time of the database}
  apart: {label: Seconds apart, note: 'In the sandbox the program''s clock can be moved forward; then the two differ by that.'}
reads: The clock of the program that answers, the clock of the database, and the newest instant in history, operation log, read log, sign-ins, inbox and audit chain.
doesNotSee: Whether either clock agrees with the time of the world; that is for the time service of the machines.
*/
with newest as (
  select 'Steps of cases' as record, max(START_TIME_) as at_utc from ACT_HI_ACTINST
  union all
  select 'Operation log', max(TIMESTAMP_) from ACT_HI_OP_LOG
  union all
  select 'Read log', cast(max(read_at) as timestamp) from careloop_read_log
  union all
  select 'Sign-ins', cast(max(happened_at) as timestamp) from careloop_sign_in
  union all
  select 'Inbox', cast(max(received_at) as timestamp) from careloop_inbox
  union all
  select 'Audit chain', cast(max(last_at) as timestamp) from careloop_audit_chain
),
clocks as (
  select cast(:now as timestamp(3) with time zone) as program_time, cast(current_timestamp as timestamp(3) with time zone) as database_time
),
compared as (
  select 'Clock of the database' as record, c.database_time as newest, extract(epoch from c.database_time) - extract(epoch from c.program_time) as ahead, 1 as sort
  from clocks c
  union all
  select n.record, cast(n.at_utc as timestamp(3) with time zone),
    extract(epoch from cast(n.at_utc as timestamp(3) with time zone)) - extract(epoch from c.program_time), 2
  from newest n, clocks c
)
-- [rows]
select record, newest, ahead,
  case when newest is null then 'empty' when sort = 1 and abs(ahead) > :seconds then '!apart' when sort = 2 and ahead > :seconds then '!ahead' else 'fine' end as result
from compared
order by sort, record
-- [figures]
select program_time, database_time, abs(extract(epoch from database_time) - extract(epoch from program_time)) as apart
from clocks

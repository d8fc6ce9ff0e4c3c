/*
question: 13
title: Messages that came late
asks: Which messages of partners reached Careloop long after they were made, so after a downtime here, there or between, and what became of them?
basis:
  - 45 CFR 164.308(a)(7), contingency plan
  - 45 CFR 164.310(a)(2)(i), contingency operations
parameters:
  from: {label: Received from, type: from, required: true, preset: -30d}
  until: {label: Received until, type: until, required: true, preset: 0d}
  minutes: {label: Late after minutes, type: number, required: true, preset: 60}
  listed: {label: Listed, type: choice, required: true, preset: late, choices: {late: Late messages, aside: Messages that waited for a person, both: Both}}
columns:
  received_at: {label: Received, show: time}
  sent_at: {label: Made, show: time}
  delay: {label: After, show: minutes}
  sender: {label: Sender}
  message_type: {label: Message}
  stay: {label: Stay}
  state: {label: Became, show: state, words: {applied: news, unchanged: said nothing new, older: older than what was known, recorded: recorded, '!set-aside': still waits for a person, sent-again: corrected and sent again, '?discarded': discarded}}
  decided_at: {label: Settled, show: time}
  decided_by: {label: By, with: decision}
  decision: {label: Reason, show: hidden}
figures:
  messages: {label: Messages received}
  late: {label: Late, of: messages}
  longest: {label: Longest delay, note: Minutes.}
  aside: {label: Waited for a person, of: messages}
  waiting: {label: Still waiting, of: aside}
reads: The inbox (careloop_inbox) with the sender's time of each message (MSH-7 or meta.lastUpdated) and when it came.
doesNotSee: Messages that never came. A sender whose clock is wrong looks late or early.
*/
with messages as (
  select m.message_id, m.received_at, m.message_time as sent_at,
    (extract(epoch from m.received_at) - extract(epoch from m.message_time)) / 60 as delay,
    m.sending_facility as sender, m.message_type, m.encounter_id as stay, m.state, m.decided_at, m.decided_by, m.decision,
    case when m.state in ('set-aside', 'sent-again', 'discarded') then 1 else 0 end as aside
  from careloop_inbox m
  where m.received_at >= :from and m.received_at < :until
)
-- [rows]
select received_at, sent_at, delay, sender, message_type, stay,
  case when state = 'set-aside' then '!set-aside' when state = 'discarded' then '?discarded' else state end as state, decided_at, decided_by, decision
from messages
where (:listed in ('late', 'both') and delay > :minutes) or (:listed in ('aside', 'both') and aside = 1)
order by received_at, message_id
-- [figures]
select count(*) as messages, count(case when delay > :minutes then 1 end) as late, max(delay) as longest,
  count(case when aside = 1 then 1 end) as aside, count(case when state = 'set-aside' then 1 end) as waiting
from messages

/*
question: 6
title: From an answer about self-harm to the assessment
asks: Who answered that they had thoughts of self-harm - PHQ-9 item 9, or asked on a call - and how long did it take until the risk was assessed?
basis:
  - Clinical rules, sections 1 and 5.2 (assessed in the same contact, the supervisor at 15 minutes; published² and default)
  - CMS2v13
parameters:
  from: {label: Answered from, type: from, required: true, preset: -90d}
  until: {label: Answered until, type: until, required: true, preset: 0d}
  minutes: {label: In time within minutes, type: number, required: true, preset: 15}
columns:
  root_id: {label: Case, show: case, with: case_key}
  patient_id: {label: Patient, show: patient, with: patient_label}
  source: {label: How it came up, words: {phq9: PHQ-9 item 9, call: asked on a call or visit}}
  answer: {label: Item 9, show: number}
  answered_at: {label: Answered, show: time}
  assessed_at: {label: Assessed, show: time}
  took: {label: After, show: minutes}
  result: {label: Finding, show: state, words: {assessed: in time, '!late': late, '!never': not assessed, '?open': still in time}}
  risk: {label: Risk found}
  person: {label: Assessed by}
  case_key: {label: Case, show: hidden}
  patient_label: {label: Patient, show: hidden}
figures:
  positive: {label: Positive answers}
  assessed: {label: Assessed in time, of: positive}
  late: {label: Assessed late, of: positive}
  never: {label: Not assessed and past the time, of: positive}
  open: {label: Still in time, of: positive}
  longest: {label: Longest, note: Minutes.}
reads: 'Processes that record phq9Item9 of 1 or more with phq9AnsweredAt, and suicideRiskAssessedAt, suicideRisk, performedBy; and responses to self-harm thoughts on a call: callOutcome suicideProtocol with respondAt, contactedAt, respondedAt, suicideRisk, performedBy.'
doesNotSee: Answers on paper, and assessments that were made but written down elsewhere.
nothing: No case records an answer about self-harm yet.
*/
with recorded as (
  select v.ROOT_PROC_INST_ID_ as root_id, v.PROC_INST_ID_ as instance_id,
    max(case when v.NAME_ = 'patientId' then v.TEXT_ end) as patient_id,
    max(case when v.NAME_ = 'patientLabel' then v.TEXT_ end) as patient_label,
    max(case when v.NAME_ = 'phq9Item9' then v.LONG_ end) as answer,
    max(case when v.NAME_ = 'callOutcome' then v.TEXT_ end) as call_outcome,
    max(case when v.NAME_ = 'respondAt' then v.TEXT_ end) as respond_text,
    max(case when v.NAME_ = 'phq9AnsweredAt' then v.TEXT_ end) as answered_text,
    max(case when v.NAME_ = 'contactedAt' then v.TEXT_ end) as contacted_text,
    max(case when v.NAME_ = 'suicideRiskAssessedAt' then v.TEXT_ end) as assessed_text,
    max(case when v.NAME_ = 'respondedAt' then v.TEXT_ end) as responded_text,
    max(case when v.NAME_ = 'suicideRisk' then v.TEXT_ end) as risk,
    max(case when v.NAME_ = 'performedBy' then v.TEXT_ end) as person
  from ACT_HI_VARINST v
  where v.ACT_INST_ID_ = v.PROC_INST_ID_
    and v.NAME_ in ('patientId', 'patientLabel', 'phq9Item9', 'callOutcome', 'respondAt', 'phq9AnsweredAt', 'contactedAt', 'suicideRiskAssessedAt',
      'respondedAt', 'suicideRisk', 'performedBy')
    and v.PROC_INST_ID_ in (
      select r.PROC_INST_ID_ from ACT_HI_VARINST r
      where (r.NAME_ = 'phq9Item9' and r.LONG_ >= 1) or (r.NAME_ = 'callOutcome' and r.TEXT_ = 'suicideProtocol'))
  group by v.ROOT_PROC_INST_ID_, v.PROC_INST_ID_
),
answers as (
  select root_id, instance_id, patient_id, patient_label, 'phq9' as source, answer, risk, person,
    case when answered_text like '____-__-__T__:__%' then cast(answered_text as timestamp(3) with time zone) end as answered_at,
    case when assessed_text like '____-__-__T__:__%' then cast(assessed_text as timestamp(3) with time zone) end as assessed_at
  from recorded where answer >= 1
  union all
  select root_id, instance_id, patient_id, patient_label, 'call', null, risk, person,
    case when contacted_text like '____-__-__T__:__%' then cast(contacted_text as timestamp(3) with time zone) end,
    case when risk is not null and responded_text like '____-__-__T__:__%' then cast(responded_text as timestamp(3) with time zone) end
  from recorded where call_outcome = 'suicideProtocol' and respond_text is not null
),
judged as (
  select a.*, (select max(c.BUSINESS_KEY_) from ACT_HI_PROCINST c where c.PROC_INST_ID_ = a.root_id) as case_key,
    (extract(epoch from a.assessed_at) - extract(epoch from a.answered_at)) / 60 as took,
    case
      when a.assessed_at is not null and extract(epoch from a.assessed_at) - extract(epoch from a.answered_at) <= :minutes * 60 then 'assessed'
      when a.assessed_at is not null then '!late'
      when extract(epoch from cast(:now as timestamp(3) with time zone)) - extract(epoch from a.answered_at) <= :minutes * 60 then '?open'
      else '!never'
    end as result
  from answers a
  where a.answered_at >= :from and a.answered_at < :until
)
-- [rows]
select root_id, case_key, patient_id, patient_label, source, answer, answered_at, assessed_at, took, result, risk, person
from judged
order by answered_at, case_key, instance_id
-- [figures]
select count(*) as positive,
  count(case when result = 'assessed' then 1 end) as assessed,
  count(case when result = '!late' then 1 end) as late,
  count(case when result = '!never' then 1 end) as never,
  count(case when result = '?open' then 1 end) as open,
  max(took) as longest
from judged
-- [recorded]
select count(*) from (
  select 1 from ACT_HI_VARINST where NAME_ = 'phq9Item9' or (NAME_ = 'callOutcome' and TEXT_ = 'suicideProtocol') fetch first 1 rows only) any_of_them

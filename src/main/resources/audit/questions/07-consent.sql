/*
question: 7
title: Consent at the first billed month
asks: Had the patient consented before the first month of care management that was billed, and was a month billed after the consent was revoked?
basis:
  - Clinical rules, section 11 (consent before the first billed month, right to stop at month end)
  - 'CMS: advanced primary care management, chronic care management, remote monitoring'
parameters:
  from: {label: First billed month from, type: text, required: true, preset: 2020-01, help: Like 2026-03.}
  program: {label: Program, type: choice, required: true, preset: all, choices: {all: All, ccm: Chronic care management, pcm: Principal care management, apcm: Advanced primary care management, rpm: Remote monitoring}}
  listed: {label: Listed, type: choice, required: true, preset: all, choices: {all: All, problems: With a problem, revoked: With a revocation}}
columns:
  patient_id: {label: Patient, show: patient, with: patient_label}
  program: {label: Program}
  first_month: {label: First billed month}
  last_month: {label: Last billed month}
  months: {label: Months billed, show: number}
  given_at: {label: Consent given, show: time}
  consent_kind: {label: How}
  recorded_by: {label: Recorded by}
  revoked_at: {label: Revoked, show: time}
  result: {label: Finding, show: state, words: {consented: consented before, '?same-month': consented in the first billed month, '!none': no consent, '!later': consented only later, '!revoked': billed after the revocation}}
  patient_label: {label: Patient, show: hidden}
figures:
  patients: {label: Patients and programs billed}
  consented: {label: Consented before the first billed month, of: patients}
  same_month: {label: Consented in that month, of: patients}
  missing: {label: Without consent or only later, of: patients}
  revoked: {label: Revoked, of: patients}
  after_revocation: {label: Billed for a month after the revocation, of: patients}
reads: 'Billed months: processes that record billingMonth (2026-03), program, baseCode other than none, and proposalDecision handedToBilling. Consent: processes that record consentProgram and consentGivenAt, with consentKind (verbal, written), performedBy and consentRevokedAt. Months are those of the practice''s zone.'
doesNotSee: What the billing office made of a proposal. Consent on paper that nobody recorded here.
nothing: No case records a billed month of care management yet.
*/
with recorded as (
  select v.PROC_INST_ID_ as instance_id,
    max(case when v.NAME_ = 'patientId' then v.TEXT_ end) as patient_id,
    max(case when v.NAME_ = 'patientLabel' then v.TEXT_ end) as patient_label,
    max(case when v.NAME_ = 'billingMonth' then v.TEXT_ end) as billing_month,
    max(case when v.NAME_ = 'program' then v.TEXT_ end) as program,
    max(case when v.NAME_ = 'baseCode' then v.TEXT_ end) as base_code,
    max(case when v.NAME_ = 'proposalDecision' then v.TEXT_ end) as decision,
    max(case when v.NAME_ = 'consentProgram' then v.TEXT_ end) as consent_program,
    max(case when v.NAME_ = 'consentKind' then v.TEXT_ end) as consent_kind,
    max(case when v.NAME_ = 'performedBy' then v.TEXT_ end) as person,
    cast(max(case when v.NAME_ = 'consentGivenAt' and v.TEXT_ like '____-__-__T__:__%' then v.TEXT_ end) as timestamp(3) with time zone) as given_at,
    cast(max(case when v.NAME_ = 'consentRevokedAt' and v.TEXT_ like '____-__-__T__:__%' then v.TEXT_ end) as timestamp(3) with time zone) as revoked_at
  from ACT_HI_VARINST v
  where v.ACT_INST_ID_ = v.PROC_INST_ID_
    and v.NAME_ in ('patientId', 'patientLabel', 'billingMonth', 'program', 'baseCode', 'proposalDecision', 'consentProgram', 'consentKind',
      'performedBy', 'consentGivenAt', 'consentRevokedAt')
    and v.PROC_INST_ID_ in (select r.PROC_INST_ID_ from ACT_HI_VARINST r where r.NAME_ in ('billingMonth', 'consentProgram'))
  group by v.PROC_INST_ID_
),
billed as (
  select patient_id, program, max(patient_label) as patient_label, min(billing_month) as first_month, max(billing_month) as last_month,
    count(distinct billing_month) as months
  from recorded
  where billing_month is not null and base_code is not null and base_code <> 'none' and decision = 'handedToBilling'
    and (:program = 'all' or program = :program)
  group by patient_id, program
),
consents as (
  select patient_id, consent_program, min(given_at) as given_at, max(consent_kind) as consent_kind, max(person) as recorded_by, max(revoked_at) as revoked_at
  from recorded
  where consent_program is not null and given_at is not null
  group by patient_id, consent_program
),
judged as (
  select b.*, c.given_at, c.consent_kind, c.recorded_by, c.revoked_at,
    case
      when c.given_at is null then '!none'
      when to_char(c.given_at at time zone :zone, 'YYYY-MM') > b.first_month then '!later'
      when to_char(c.revoked_at at time zone :zone, 'YYYY-MM') < b.last_month then '!revoked'
      when to_char(c.given_at at time zone :zone, 'YYYY-MM') = b.first_month then '?same-month'
      else 'consented'
    end as result
  from billed b
  left join consents c on c.patient_id = b.patient_id and c.consent_program = b.program
  where b.first_month >= :from
)
-- [rows]
select patient_id, patient_label, program, first_month, last_month, months, given_at, consent_kind, recorded_by, revoked_at, result
from judged
where :listed = 'all' or (:listed = 'problems' and result <> 'consented') or (:listed = 'revoked' and revoked_at is not null)
order by first_month, patient_id, program
-- [figures]
select count(*) as patients,
  count(case when result in ('consented', '!revoked') and to_char(given_at at time zone :zone, 'YYYY-MM') < first_month then 1 end) as consented,
  count(case when to_char(given_at at time zone :zone, 'YYYY-MM') = first_month then 1 end) as same_month,
  count(case when result in ('!none', '!later') then 1 end) as missing,
  count(revoked_at) as revoked,
  count(case when to_char(revoked_at at time zone :zone, 'YYYY-MM') < last_month then 1 end) as after_revocation
from judged
-- [recorded]
select count(*) from (select 1 from ACT_HI_VARINST where NAME_ = 'billingMonth' fetch first 1 rows only) any_of_them

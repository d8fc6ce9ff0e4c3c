/*
question: 11
title: Accounting of disclosures
asks: What was disclosed about patients, to whom, for what, and was there consent for records of substance use treatment?
basis:
  - 45 CFR 164.528, accounting of disclosures, six years back, without treatment, payment and operations
  - 42 CFR Part 2 (2.31 consent, 2.32 notice with the disclosure, 2.51 emergencies recorded at once; 89 FR 12472)
parameters:
  patient: {label: Record number, type: patient, help: Empty for all patients.}
  from: {label: From, type: from, required: true, preset: -2192d}
  until: {label: Until, type: until, required: true, preset: 0d}
  listed: {label: Listed, type: choice, required: true, preset: accounting, choices: {accounting: 'Accounting - without treatment, payment, operations', all: All, part2: 42 CFR Part 2 alone, problems: With a finding alone}}
columns:
  disclosed_at: {label: When, show: time}
  patient_id: {label: Patient, show: patient, with: patient_label}
  recipient: {label: To}
  what: {label: What}
  purpose: {label: Purpose, words: {PATIENT_REQUEST: asked for by the patient, OVERSIGHT: oversight, PAYER: audit by a payer, LEGAL: legal process, OTHER: something else, INTERNAL_REVIEW: review within the practice, QUALITY: quality measurement, INCIDENT: investigation}}
  part2: {label: Part 2, show: yes_no}
  result: {label: Finding, show: state, words: {fine: in order, '!no-consent': Part 2 without consent, '?emergency': Part 2 in an emergency, '?emergency-late': Part 2 in an emergency but recorded more than a day later, '!no-recipient': no recipient named}}
  consent: {label: Consent}
  person: {label: By}
  source: {label: Recorded by, words: {case: a case, export: an export from Careloop}}
  patient_label: {label: Patient, show: hidden}
figures:
  disclosures: {label: Disclosures}
  accounted: {label: In the accounting, of: disclosures}
  part2: {label: Under Part 2, of: disclosures}
  no_consent: {label: Part 2 without consent, of: part2}
  recipients: {label: Recipients}
reads: 'Processes that record disclosureId and disclosedAt, with disclosedTo, disclosedWhat, disclosurePurpose (treatment, payment, operations are left out of the accounting), part2, consentReference, emergencyDisclosure, performedBy; and exports that left the practice (careloop_export).'
doesNotSee: Disclosures from the health record, by telephone or on paper that nobody entered. Looks of the practice's own people are no disclosures - see question 1.
nothing: No case and no export records disclosures yet.
*/
with patient as (
  select cast(:patient as varchar(64)) as patient_id
  union
  select p.TEXT_
  from ACT_HI_VARINST i
  join ACT_HI_VARINST p on p.PROC_INST_ID_ = i.PROC_INST_ID_ and p.NAME_ = 'patientId' and p.TEXT_ is not null
  where :patient <> '' and i.NAME_ = 'patientIdentifier' and i.TEXT_ like '%|' || :patient
),
recorded as (
  select v.PROC_INST_ID_ as id,
    max(case when v.NAME_ = 'patientId' then v.TEXT_ end) as patient_id,
    max(case when v.NAME_ = 'patientLabel' then v.TEXT_ end) as patient_label,
    max(case when v.NAME_ = 'disclosedTo' then v.TEXT_ end) as recipient,
    max(case when v.NAME_ = 'disclosedWhat' then v.TEXT_ end) as what,
    max(case when v.NAME_ = 'disclosurePurpose' then v.TEXT_ end) as purpose,
    max(case when v.NAME_ = 'part2' then v.LONG_ end) as part2,
    max(case when v.NAME_ = 'emergencyDisclosure' then v.LONG_ end) as emergency,
    max(case when v.NAME_ = 'consentReference' then v.TEXT_ end) as consent,
    max(case when v.NAME_ = 'performedBy' then v.TEXT_ end) as person,
    cast(max(case when v.NAME_ = 'disclosedAt' and v.TEXT_ like '____-__-__T__:__%' then v.TEXT_ end) as timestamp(3) with time zone) as disclosed_at,
    cast(max(case when v.NAME_ = 'disclosedAt' then v.CREATE_TIME_ end) as timestamp(3) with time zone) as recorded_at
  from ACT_HI_VARINST v
  where v.ACT_INST_ID_ = v.PROC_INST_ID_
    and v.NAME_ in ('patientId', 'patientLabel', 'disclosedTo', 'disclosedWhat', 'disclosurePurpose', 'part2', 'emergencyDisclosure', 'consentReference',
      'performedBy', 'disclosedAt')
    and v.PROC_INST_ID_ in (select r.PROC_INST_ID_ from ACT_HI_VARINST r where r.NAME_ = 'disclosureId')
  group by v.PROC_INST_ID_
),
disclosed as (
  select r.id, r.disclosed_at, r.patient_id, r.patient_label, r.recipient, r.what, r.purpose, coalesce(r.part2, 0) as part2, r.consent, r.person,
    'case' as source,
    case when coalesce(r.purpose, '') in ('treatment', 'payment', 'operations') then 0 else 1 end as accounted,
    case
      when r.part2 = 1 and r.consent is null and r.emergency = 1 and r.recorded_at > r.disclosed_at + interval '24' hour then '?emergency-late'
      when r.part2 = 1 and r.consent is null and r.emergency = 1 then '?emergency'
      when r.part2 = 1 and r.consent is null then '!no-consent'
      when r.recipient is null then '!no-recipient'
      else 'fine'
    end as result
  from recorded r
  union all
  select x.export_id, x.made_at, x.patient_id,
    (select max(l.TEXT_) from ACT_HI_VARINST l where l.PROC_INST_ID_ = x.case_id and l.ACT_INST_ID_ = x.case_id and l.NAME_ = 'patientLabel'),
    x.recipient, x.file_name, x.purpose, 0, null, x.person, 'export', 1, case when x.purpose in (
      'PATIENT_REQUEST', 'OVERSIGHT', 'PAYER', 'LEGAL', 'OTHER') and x.recipient is null then '!no-recipient' else 'fine' end
  from careloop_export x
  where x.recipient is not null or x.purpose in ('PATIENT_REQUEST', 'OVERSIGHT', 'PAYER', 'LEGAL', 'OTHER')
),
asked as (
  select * from disclosed
  where disclosed_at >= :from and disclosed_at < :until and (:patient = '' or patient_id in (select patient_id from patient))
)
-- [rows]
select disclosed_at, patient_id, patient_label, recipient, what, purpose, part2, result, consent, person, source
from asked
where :listed = 'all' or (:listed = 'accounting' and accounted = 1) or (:listed = 'part2' and part2 = 1) or (:listed = 'problems' and result <> 'fine')
order by disclosed_at, id
-- [figures]
select count(*) as disclosures, count(case when accounted = 1 then 1 end) as accounted, count(case when part2 = 1 then 1 end) as part2,
  count(case when result = '!no-consent' then 1 end) as no_consent, count(distinct recipient) as recipients
from asked
-- [recorded]
select (select count(*) from careloop_export) + (select count(*) from (select 1 from ACT_HI_VARINST where NAME_ = 'disclosureId' fetch first 1 rows only) any_of_them)

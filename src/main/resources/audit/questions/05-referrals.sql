/*
question: 5
title: Overdue referrals and referrals closed without a report
asks: Which referrals wait past their due for an acceptance, an appointment or a report, which were closed without the report or without telling the patient, and who signed that off?
basis:
  - IHI/NPSF Closing the Loop (2017); CMS50v14
  - Clinical rules, sections 9.1 and 9.2 (closed only with reviewed report and informed patient, else failed or cancelled with reason and sign-off)
parameters:
  from: {label: Sent from, type: from, required: true, preset: -180d}
  until: {label: Sent until, type: until, required: true, preset: 0d}
  priority: {label: Priority, type: choice, required: true, preset: all, choices: {all: All, stat: Stat, urgent: Urgent, asap: As soon as possible, routine: Routine}}
  listed: {label: Listed, type: choice, required: true, preset: problems, choices: {problems: With a problem, all: All}}
columns:
  root_id: {label: Referral, show: case, with: referral_id}
  patient_id: {label: Patient, show: patient, with: patient_label}
  specialty: {label: To}
  priority: {label: Priority}
  sent_at: {label: Sent, show: time}
  status: {label: Status}
  problem: {label: Finding, show: state, words: {none: in order, '!accept': acceptance overdue, '!appointment': appointment overdue, '!report': report overdue, '!unsigned': closed without report and without sign-off, '?signed': closed without report and signed off, '!uninformed': closed before the report was reviewed and the patient informed}}
  due_at: {label: Was due, show: time}
  reason: {label: Reason}
  signed_off_by: {label: Signed off by}
  signed_off_at: {label: Signed off, show: time}
  referral_id: {label: Referral, show: hidden}
  patient_label: {label: Patient, show: hidden}
figures:
  referrals: {label: Referrals sent}
  overdue: {label: Overdue now, of: referrals}
  closed: {label: Ended, of: referrals, note: 'Closed, cancelled or failed.'}
  without_report: {label: Ended without a report, of: closed}
  unsigned: {label: Of these without sign-off, of: without_report}
  loops: {label: 'Loop closed - report reviewed, patient informed', of: referrals}
reads: 'Processes that record referralId and sentAt: priority, specialty, referralStatus, acceptDueAt, acceptedAt, appointmentDueAt, appointmentAt, seenAt, reportDueAt, reportReceivedAt, reportReviewedAt, patientInformedAt, closedAt, closedReason, signedOffBy, signedOffAt. A milestone that is reached settles those before it. Exactly at its due it is not overdue.'
doesNotSee: Referrals made past Careloop, by fax or in the health record alone.
nothing: No case records referrals yet.
*/
with referrals as (
  select v.ROOT_PROC_INST_ID_ as root_id, v.PROC_INST_ID_ as instance_id,
    max(case when v.NAME_ = 'referralId' then v.TEXT_ end) as referral_id,
    max(case when v.NAME_ = 'patientId' then v.TEXT_ end) as patient_id,
    max(case when v.NAME_ = 'patientLabel' then v.TEXT_ end) as patient_label,
    max(case when v.NAME_ = 'specialty' then v.TEXT_ end) as specialty,
    max(case when v.NAME_ = 'priority' then v.TEXT_ end) as priority,
    max(case when v.NAME_ = 'referralStatus' then v.TEXT_ end) as status,
    max(case when v.NAME_ = 'closedReason' then v.TEXT_ end) as reason,
    max(case when v.NAME_ = 'signedOffBy' then v.TEXT_ end) as signed_off_by,
    cast(max(case when v.NAME_ = 'sentAt' and v.TEXT_ like '____-__-__T__:__%' then v.TEXT_ end) as timestamp(3) with time zone) as sent_at,
    cast(max(case when v.NAME_ = 'acceptDueAt' and v.TEXT_ like '____-__-__T__:__%' then v.TEXT_ end) as timestamp(3) with time zone) as accept_due,
    cast(max(case when v.NAME_ = 'appointmentDueAt' and v.TEXT_ like '____-__-__T__:__%' then v.TEXT_ end) as timestamp(3) with time zone) as appointment_due,
    cast(max(case when v.NAME_ = 'reportDueAt' and v.TEXT_ like '____-__-__T__:__%' then v.TEXT_ end) as timestamp(3) with time zone) as report_due,
    max(case when v.NAME_ = 'acceptedAt' then v.TEXT_ end) as accepted,
    max(case when v.NAME_ = 'appointmentAt' then v.TEXT_ end) as appointment,
    max(case when v.NAME_ = 'seenAt' then v.TEXT_ end) as seen,
    max(case when v.NAME_ = 'reportReceivedAt' then v.TEXT_ end) as reported,
    max(case when v.NAME_ = 'reportReviewedAt' then v.TEXT_ end) as reviewed,
    max(case when v.NAME_ = 'patientInformedAt' then v.TEXT_ end) as informed,
    max(case when v.NAME_ = 'closedAt' then v.TEXT_ end) as closed,
    max(case when v.NAME_ = 'signedOffAt' then v.TEXT_ end) as signed_off_at
  from ACT_HI_VARINST v
  where v.ACT_INST_ID_ = v.PROC_INST_ID_
    and v.NAME_ in ('referralId', 'patientId', 'patientLabel', 'specialty', 'priority', 'referralStatus', 'closedReason', 'signedOffBy', 'sentAt',
      'acceptDueAt', 'appointmentDueAt', 'reportDueAt', 'acceptedAt', 'appointmentAt', 'seenAt', 'reportReceivedAt', 'reportReviewedAt',
      'patientInformedAt', 'closedAt', 'signedOffAt')
    and v.PROC_INST_ID_ in (select r.PROC_INST_ID_ from ACT_HI_VARINST r where r.NAME_ = 'referralId')
  group by v.ROOT_PROC_INST_ID_, v.PROC_INST_ID_
),
judged as (
  select r.*,
    case when r.closed is not null or r.status in ('closed', 'cancelled', 'failed') then 1 else 0 end as ended,
    case
      when (r.closed is not null or r.status in ('closed', 'cancelled', 'failed')) and r.reported is null and r.signed_off_by is null then '!unsigned'
      when (r.closed is not null or r.status in ('closed', 'cancelled', 'failed')) and r.reported is null then '?signed'
      when (r.closed is not null or r.status = 'closed') and (r.reviewed is null or r.informed is null) then '!uninformed'
      when r.closed is not null or r.status in ('closed', 'cancelled', 'failed') or r.reported is not null then 'none'
      when r.report_due < :now then '!report'
      when r.seen is null and r.appointment is null and r.appointment_due < :now then '!appointment'
      when r.seen is null and r.appointment is null and r.accepted is null and r.accept_due < :now then '!accept'
      else 'none'
    end as problem
  from referrals r
  where r.sent_at >= :from and r.sent_at < :until and (:priority = 'all' or r.priority = :priority)
)
-- [rows]
select root_id, referral_id, patient_id, patient_label, specialty, priority, sent_at, status, problem,
  case problem when '!accept' then accept_due when '!appointment' then appointment_due when '!report' then report_due end as due_at,
  reason, signed_off_by, signed_off_at
from judged
where :listed = 'all' or problem <> 'none'
order by sent_at, referral_id
-- [figures]
select count(*) as referrals,
  count(case when problem in ('!accept', '!appointment', '!report') then 1 end) as overdue,
  count(case when ended = 1 then 1 end) as closed,
  count(case when ended = 1 and reported is null then 1 end) as without_report,
  count(case when problem = '!unsigned' then 1 end) as unsigned,
  count(case when ended = 1 and reviewed is not null and informed is not null then 1 end) as loops
from judged
-- [recorded]
select count(*) from (select 1 from ACT_HI_VARINST where NAME_ = 'referralId' fetch first 1 rows only) any_of_them

-- The same for PostgreSQL: indexes of the few rows that such a search looks for, which cost little to write and stay small.
create index if not exists careloop_hi_case_patient on ACT_HI_VARINST (NAME_, TEXT_, PROC_INST_ID_)
  where NAME_ in ('patientLabel', 'patientId', 'patientIdentifier') and PROC_INST_ID_ = ROOT_PROC_INST_ID_;
create index if not exists careloop_hi_task_late on ACT_HI_TASKINST (ROOT_PROC_INST_ID_) where END_TIME_ > DUE_DATE_;
create index if not exists careloop_hi_task_open on ACT_HI_TASKINST (DUE_DATE_, ROOT_PROC_INST_ID_) where END_TIME_ is null;
create index if not exists careloop_hi_op_operator on ACT_HI_OP_LOG (OPERATION_TYPE_, ROOT_PROC_INST_ID_) where CATEGORY_ = 'Operator';
create index if not exists careloop_hi_step_gone on ACT_HI_JOB_LOG (JOB_ID_, ROOT_PROC_INST_ID_)
  where JOB_STATE_ = 3 and JOB_DEF_TYPE_ = 'async-continuation';
create index if not exists careloop_hi_incident_case on ACT_HI_INCIDENT (ROOT_PROC_INST_ID_, CREATE_TIME_);
create index if not exists careloop_hi_case_outcome on ACT_HI_PROCINST (END_ACT_ID_, START_TIME_, PROC_INST_ID_) where SUPER_PROCESS_INSTANCE_ID_ is null;
create index if not exists careloop_hi_case_protocol on ACT_HI_PROCINST (PROC_DEF_KEY_, START_TIME_, PROC_INST_ID_) where SUPER_PROCESS_INSTANCE_ID_ is null;

-- What searches for cases go by, on the engine's history: made after the engine's own tables, on every database.
create index if not exists careloop_hi_case_order on ACT_HI_PROCINST (SUPER_PROCESS_INSTANCE_ID_, START_TIME_, PROC_INST_ID_);
create index if not exists careloop_hi_task_person on ACT_HI_TASKINST (ASSIGNEE_, ROOT_PROC_INST_ID_);
create index if not exists careloop_hi_op_person on ACT_HI_OP_LOG (USER_ID_, ROOT_PROC_INST_ID_);
create index if not exists careloop_hi_job on ACT_HI_JOB_LOG (JOB_ID_);

-- What left Careloop by an auditor's hand: who took what of whom, why, for whom, and the digest of the file. Rows are added, never changed.
create table careloop_export (
  export_id  varchar(36)  not null primary key,
  made_at    timestamp(3) with time zone not null,
  person     varchar(255) not null,
  roles      varchar(500) not null,
  kind       varchar(16)  not null,
  case_id    varchar(64),
  case_key   varchar(255),
  patient_id varchar(64),
  criteria   varchar(1000),
  cases      integer      not null,
  purpose    varchar(32)  not null,
  recipient  varchar(255),
  note       varchar(1000),
  file_name  varchar(200) not null,
  file_bytes bigint       not null,
  sha256     varchar(64)  not null
);
create index careloop_export_made on careloop_export (made_at);
create index careloop_export_case on careloop_export (case_id, made_at);
create index careloop_export_patient on careloop_export (patient_id, made_at);

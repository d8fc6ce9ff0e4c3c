-- Links that patients were sent, each for one purpose in one case. No address of a person, no text; the link itself is never stored.
create table careloop_patient_link (
  link_id       varchar(32)  not null primary key,
  effect_id     varchar(64)  not null,
  purpose       varchar(10)  not null check (purpose in ('screening', 'consent', 'plan')),
  case_id       varchar(64)  not null,
  patient_id    varchar(64)  not null,
  language      varchar(2)   not null,
  channel       varchar(10)  not null,
  key_id        varchar(40)  not null,
  made_at       timestamp(3) with time zone not null,
  expires_at    timestamp(3) with time zone not null,
  sent_at       timestamp(3) with time zone,
  state         varchar(10)  not null check (state in ('open', 'used', 'locked', 'revoked')),
  tries         integer      not null,
  opened_at     timestamp(3) with time zone,
  opened_again  timestamp(3) with time zone,
  answers       integer      not null,
  ended_at      timestamp(3) with time zone,
  ended_because varchar(20)
);
create unique index careloop_patient_link_effect on careloop_patient_link (effect_id);
create index careloop_patient_link_case on careloop_patient_link (case_id, purpose);
create index careloop_patient_link_patient on careloop_patient_link (patient_id, made_at);

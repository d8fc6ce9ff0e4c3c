-- That somebody examined what is recorded, and not only kept it (45 CFR 164.308(a)(1)(ii)(D)). Rows are added, never changed.
create table careloop_audit_review (
  review_id    varchar(36)   not null primary key,
  noted_at     timestamp(3) with time zone not null,
  noted_by     varchar(255)  not null,
  kind         varchar(16)   not null check (kind in ('log', 'restore', 'clock', 'proof')),
  period_from  date          not null,
  period_until date          not null,
  result       varchar(16)   not null check (result in ('clean', 'followed-up')),
  note         varchar(2000) not null
);
create index careloop_audit_review_at on careloop_audit_review (noted_at);

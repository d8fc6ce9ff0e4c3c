-- The head of each chain: its last event. Locked, as the last lock of a transaction, while that transaction's event is added.
create table careloop_audit_chain (
  chain        varchar(400) not null primary key,
  last_seq     bigint       not null,
  last_hash    varchar(64)  not null,
  last_at      timestamp(6) with time zone not null,
  anchored_seq bigint       not null,
  moved        boolean      not null
);

create index careloop_audit_chain_moved on careloop_audit_chain (moved);

-- What was written, event by event: one a transaction and chain. Written once; the salt alone may go, when values are erased by law.
create table careloop_audit_event (
  chain    varchar(400)  not null,
  seq      bigint        not null,
  at       timestamp(6) with time zone not null,
  node     varchar(100)  not null,
  actor    varchar(255),
  kind     varchar(32)   not null,
  note     varchar(1000),
  coverage integer       not null,
  entries  text          not null,
  prev     varchar(64)   not null,
  hash     varchar(64)   not null,
  key_id   varchar(32)   not null,
  seal     varchar(64)   not null,
  salt     varchar(32),
  primary key (chain, seq)
);
create index careloop_audit_event_at on careloop_audit_event (at);

-- Signed Merkle roots over the heads of all chains that had moved. Each is also written to a file outside this database.
create table careloop_audit_anchor (
  anchor_no bigint        not null primary key,
  at        timestamp(6) with time zone not null,
  node      varchar(100)  not null,
  leaves    integer       not null,
  leaf_list text          not null,
  root      varchar(64)   not null,
  prev      varchar(64)   not null,
  key_id    varchar(32)   not null,
  signature varchar(100)  not null,
  note      varchar(1000)
);

-- The public half of each key. The secret halves are files outside the database.
create table careloop_audit_key (
  key_id     varchar(32)  not null primary key,
  public_key varchar(100) not null,
  since      timestamp(6) with time zone not null,
  node       varchar(100) not null,
  vouched_by varchar(32),
  signature  varchar(100),
  retired_at timestamp(6) with time zone
);

-- Locked while an anchor is made or keys change, so that one node at a time does.
create table careloop_audit_lock (
  lock_id integer not null primary key
);
insert into careloop_audit_lock (lock_id) values (1);

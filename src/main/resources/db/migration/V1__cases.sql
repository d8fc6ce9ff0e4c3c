-- One row a case: which instance the news that starts a protocol opened under a business key. Locked before a case is started or continued.
create table careloop_case (
  started_by   varchar(64)  not null,
  business_key varchar(255) not null,
  instance_id  varchar(64),
  primary key (started_by, business_key)
);

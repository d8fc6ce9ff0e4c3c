-- What messaging has sent, once an effect. No addresses and no texts.
create table careloop_sent_message (
  effect_id  varchar(64)  not null primary key,
  channel    varchar(10)  not null,
  template   varchar(40)  not null,
  state      varchar(10)  not null check (state in ('sending', 'sent', 'unknown')),
  message_id varchar(200),
  started_at timestamp(3) with time zone not null,
  sent_at    timestamp(3) with time zone
);

-- Locked while the indexes on the engine's history are made, so that two nodes that start at once make them one after the other.
create table careloop_history_indexes (
  lock_id integer not null primary key
);
insert into careloop_history_indexes (lock_id) values (1);

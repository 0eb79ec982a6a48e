-- The tables of the durable work of an order, with the keys and indexes that Marten and Wolverine give theirs.
create sequence event_sequence;

create table streams (
    id uuid primary key,
    type text,
    version bigint not null,
    timestamp timestamptz not null default now(),
    created timestamptz not null default now());

create table events (
    seq_id bigint primary key,
    id uuid not null,
    stream_id uuid not null references streams (id) on delete cascade,
    version bigint not null,
    data jsonb not null,
    type text not null,
    timestamp timestamptz not null default now(),
    unique (stream_id, version));

create table docs (
    id uuid primary key,
    data jsonb not null,
    mt_last_modified timestamptz default transaction_timestamp(),
    mt_version bigint not null);

create table queue (
    id uuid not null,
    status text not null,
    owner_id int not null,
    execution_time timestamptz,
    attempts int default 0,
    body bytea not null,
    message_type text not null,
    received_at text not null,
    keep_until timestamptz,
    primary key (id, received_at));

create index queue_owner on queue (owner_id) where owner_id <> 0;
create index queue_recover on queue (received_at) where status = 'Incoming' and owner_id = 0;
create index queue_scheduled on queue (execution_time) where status = 'Scheduled';
create index queue_keep_until on queue (keep_until) where status = 'Handled';

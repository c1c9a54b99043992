-- What the operator sees of the gateway at work: refusals, failures, slow answers, changes by admins, errors that clients report.
-- Nothing in the books depends on it.

create table gateway_events (
  id               bigint generated always as identity primary key,
  created_at       timestamptz not null,
  request_id       text collate "C",
  level            text not null check (level in ('info', 'warn', 'error')),
  kind             text not null check (kind in ('http_error_response', 'thrown_error', 'upstream_error', 'slow', 'rate_limited',
                                                 'blocked', 'client_error', 'audit')),
  function_name    text,
  method           text,
  -- Without the query.
  path             text,
  app_id           text,
  build_id         text,
  -- No foreign keys: an event that cannot be written because of what it is about would be missed the most.
  customer_id      bigint,
  api_key_id       bigint,
  provider         text,
  model            text,
  http_status      integer,
  duration_ms      integer,
  error_code       text,
  error_message    text,
  upstream_status  integer,
  -- The beginning of a vendor's refusal, without secrets and without what it quotes of the request.
  upstream_body    text,
  user_agent       text,
  ip_hash          text,
  install_id       text,
  extra            jsonb not null default '{}'
);

-- Lists are newest first whatever they are narrowed to.
create index gateway_events_created_at_idx on gateway_events (created_at);
create index gateway_events_request_idx on gateway_events (request_id, id);
create index gateway_events_level_idx on gateway_events (level, id);
create index gateway_events_kind_idx on gateway_events (kind, id);
create index gateway_events_function_idx on gateway_events (function_name, id);
create index gateway_events_app_idx on gateway_events (app_id, id) where app_id is not null;
create index gateway_events_customer_idx on gateway_events (customer_id, id) where customer_id is not null;

-- Writes events, in order, and returns how many. One writer at a time, from before it takes its ids until its commit can be seen: so ids
-- become visible in their order, and whoever has read up to an id has missed none below it. That is why nothing else inserts here.
create function write_gateway_events(p_events jsonb) returns integer language plpgsql
-- Rather lose events than keep connections waiting that calls need.
set lock_timeout = '1s'
as $$
declare
  v_written integer;
begin
  -- The lock is held until the commit, and waiting for the disk would be the longest part of that.
  perform set_config('synchronous_commit', 'off', true);
  perform pg_advisory_xact_lock(715140226);
  insert into gateway_events (
    created_at, request_id, level, kind, function_name, method, path, app_id, build_id, customer_id, api_key_id, provider, model,
    http_status, duration_ms, error_code, error_message, upstream_status, upstream_body, user_agent, ip_hash, install_id, extra
  )
  select created_at, request_id, level, kind, function_name, method, path, app_id, build_id, customer_id, api_key_id, provider, model,
         http_status, duration_ms, error_code, error_message, upstream_status, upstream_body, user_agent, ip_hash, install_id,
         coalesce(extra, '{}')
    from rows from (jsonb_to_recordset(p_events) as (
      created_at timestamptz, request_id text, level text, kind text, function_name text, method text, path text, app_id text,
      build_id text, customer_id bigint, api_key_id bigint, provider text, model text, http_status integer, duration_ms integer,
      error_code text, error_message text, upstream_status integer, upstream_body text, user_agent text, ip_hash text,
      install_id text, extra jsonb
    )) with ordinality
   order by ordinality;
  get diagnostics v_written = row_count;
  return v_written;
end $$;

-- How often an address has reported errors in a minute.
create table client_report_windows (
  ip_hash       text not null check (length(ip_hash) <= 64),
  window_start  timestamptz not null,
  count         integer not null check (count > 0),
  primary key (ip_hash, window_start)
) with (fillfactor = 50);

-- Long calls that are run by a worker: submitted with their money held, claimed by one worker at a time, asked of the provider once.

create table async_jobs (
  id               uuid primary key,
  customer_id      bigint not null references customers on delete restrict,
  api_key_id       bigint not null,
  hold_id          uuid not null unique references holds on delete restrict,
  provider         text not null,
  model            text not null,
  -- The client's body as it was checked.
  request          jsonb not null,
  status           text not null default 'queued' check (status in ('queued', 'running', 'succeeded', 'failed')),
  attempts         integer not null default 0 check (attempts >= 0),
  -- Who works on it, and until when nobody else may.
  lease_id         uuid,
  lease_until      timestamptz,
  heartbeat_at     timestamptz,
  -- From here on the provider may have been asked, so nobody asks it again.
  called_at        timestamptz,
  cancel_asked_at  timestamptz,
  output_text      text,
  -- Where the text is when it is too large to be kept here.
  blob_key         text check (length(blob_key) between 1 and 200),
  output_len       integer not null default 0 check (output_len >= 0),
  tool_calls       jsonb,
  finish_reason    text,
  error_code       text check (length(error_code) <= 40),
  error            text check (length(error) <= 500),
  callback_url     text check (length(callback_url) between 1 and 2000),
  request_id       text not null,
  created_at       timestamptz not null default now(),
  started_at       timestamptz,
  completed_at     timestamptz,
  foreign key (api_key_id, customer_id) references api_keys (id, customer_id),
  check ((status in ('succeeded', 'failed')) = (completed_at is not null)),
  check ((status = 'running') = (lease_id is not null) and (lease_id is null) = (lease_until is null)),
  check (status = 'failed' or error_code is null)
);

create index async_jobs_customer_idx on async_jobs (customer_id, created_at desc, id desc);
create index async_jobs_key_idx on async_jobs (api_key_id, created_at desc, id desc);
create index async_jobs_open_idx on async_jobs (created_at) where completed_at is null;
create index async_jobs_completed_idx on async_jobs (completed_at) where completed_at is not null;

-- The answer as it comes in; gone once the job is complete.
create table async_job_pieces (
  job_id  uuid not null references async_jobs on delete cascade,
  seq     integer not null,
  text    text not null,
  primary key (job_id, seq)
);

create function job_text(p_job_id uuid) returns text language sql stable as $$
  select coalesce(string_agg(p.text, '' order by p.seq), '') from async_job_pieces p where p.job_id = p_job_id
$$;

-- Ends a job, once. The text is the given one or else what has come in so far. The caller holds the lock on the job's row.
create function complete_job(
  p_id uuid, p_status text, p_output_text text, p_blob_key text, p_output_len integer, p_tool_calls jsonb, p_finish_reason text,
  p_error_code text, p_error text
) returns void language plpgsql as $$
declare
  v_job async_jobs;
  v_text text := p_output_text;
begin
  if v_text is null and p_blob_key is null then
    v_text := job_text(p_id);
  end if;
  update async_jobs j set
    status = p_status, output_text = v_text, blob_key = p_blob_key, output_len = coalesce(p_output_len, length(v_text)),
    tool_calls = p_tool_calls, finish_reason = p_finish_reason, error_code = p_error_code, error = p_error,
    lease_id = null, lease_until = null, completed_at = clock_timestamp()
   where j.id = p_id and j.completed_at is null
  returning * into v_job;
  if not found then
    return;
  end if;
  delete from async_job_pieces p where p.job_id = p_id;
  if v_job.callback_url is not null then
    insert into webhook_deliveries (customer_id, event_type, payload, url)
    values (v_job.customer_id, case p_status when 'succeeded' then 'JOB_SUCCEEDED' else 'JOB_FAILED' end,
            jsonb_build_object('type', case p_status when 'succeeded' then 'JOB_SUCCEEDED' else 'JOB_FAILED' end,
              'customer_id', v_job.customer_id::text, 'job_id', p_id, 'status', p_status, 'provider', v_job.provider,
              'model', v_job.model, 'error_code', p_error_code, 'output_len', v_job.output_len),
            v_job.callback_url);
  end if;
end $$;

-- Takes a job for p_lease_seconds. Locks, here and everywhere: the job before the customer's books.
create function claim_job(p_id uuid, p_lease_id uuid, p_lease_seconds integer)
returns table (
  -- 'CLAIMED': run it. 'ABANDONED': the worker before asked the provider and vanished: settle what there is. 'BUSY': somebody has it.
  -- 'DONE': it is complete, if only now. 'NOT_FOUND'.
  verdict text,
  customer_id bigint, api_key_id bigint, hold_id uuid, request jsonb, request_id text, called_at timestamptz,
  hold_pico bigint, granted_tokens integer, expires_at timestamptz, text_so_far text,
  install_id text, ip_hash text, user_agent text, app_id text, build_id text,
  month text,
  customer_cap_pico bigint, customer_spent_pico bigint, customer_held_pico bigint,
  key_cap_pico bigint, key_spent_pico bigint, key_held_pico bigint
)
language plpgsql
set lock_timeout = '5s'
as $$
#variable_conflict use_column
declare
  v_job async_jobs;
  v_hold holds;
  v_now timestamptz;
begin
  select * into v_job from async_jobs j where j.id = p_id for update skip locked;
  if not found then
    verdict := case when exists (select 1 from async_jobs j where j.id = p_id) then 'BUSY' else 'NOT_FOUND' end;
    return next; return;
  end if;
  v_now := clock_timestamp();
  if v_job.completed_at is not null then
    verdict := 'DONE'; return next; return;
  elsif v_job.lease_until > v_now then
    verdict := 'BUSY'; return next; return;
  end if;
  select * into v_hold from holds h where h.id = v_job.hold_id;
  if v_hold.state <> 'held' then
    -- Its time was over before anybody worked on it to the end, and the sweep has settled the money.
    perform complete_job(p_id, 'failed', null, null, null, null, null, 'DEADLINE', 'The job was not done in time');
    verdict := 'DONE'; return next; return;
  elsif v_job.cancel_asked_at is not null and v_job.called_at is null then
    perform release(v_job.hold_id, 'CANCELLED', false);
    perform complete_job(p_id, 'failed', null, null, null, null, null, 'CANCELLED', 'The job was cancelled');
    verdict := 'DONE'; return next; return;
  end if;
  if v_job.called_at is null and not exists (
    select 1 from api_keys k join customers c on c.id = k.customer_id
     where k.id = v_job.api_key_id and c.is_active and coalesce(k.revoked_at > v_now, true) and coalesce(k.expires_at > v_now, true)
  ) then
    perform release(v_job.hold_id, 'FORBIDDEN', false);
    perform complete_job(p_id, 'failed', null, null, null, null, null, 'FORBIDDEN', 'The key may not make calls any more');
    verdict := 'DONE'; return next; return;
  end if;
  update async_jobs j set
    status = 'running', lease_id = p_lease_id, lease_until = v_now + make_interval(secs => p_lease_seconds), heartbeat_at = v_now,
    attempts = j.attempts + 1, started_at = coalesce(j.started_at, v_now)
   where j.id = p_id;
  verdict := case when v_job.called_at is null then 'CLAIMED' else 'ABANDONED' end;
  customer_id := v_job.customer_id; api_key_id := v_job.api_key_id; hold_id := v_job.hold_id;
  request := v_job.request; request_id := v_job.request_id; called_at := v_job.called_at;
  hold_pico := v_hold.amount_pico; granted_tokens := v_hold.max_tokens; expires_at := v_hold.expires_at;
  text_so_far := job_text(p_id);
  install_id := v_hold.install_id; ip_hash := v_hold.ip_hash; user_agent := v_hold.user_agent;
  app_id := v_hold.app_id; build_id := v_hold.build_id;
  month := v_hold.month;
  select p.* into customer_cap_pico, customer_spent_pico, customer_held_pico, key_cap_pico, key_spent_pico, key_held_pico
    from month_position(customer_id, api_key_id, month) p;
  return next;
end $$;

-- The last moment before the provider is asked. False: the job is somebody else's now, or was cancelled.
create function begin_job_call(p_id uuid, p_lease_id uuid) returns boolean language plpgsql as $$
begin
  update async_jobs j set called_at = clock_timestamp()
   where j.id = p_id and j.lease_id = p_lease_id and j.called_at is null and j.cancel_asked_at is null;
  return found;
end $$;

-- Keeps a piece of the answer (or just shows that the worker lives) and prolongs the lease. 'GONE': the job is somebody else's now, or
-- complete. 'CANCELLED': stop.
create function note_job_progress(p_id uuid, p_lease_id uuid, p_seq integer, p_text text, p_lease_seconds integer)
returns text language plpgsql as $$
declare
  v_cancel_asked_at timestamptz;
begin
  update async_jobs j set
    heartbeat_at = clock_timestamp(), lease_until = clock_timestamp() + make_interval(secs => p_lease_seconds),
    output_len = j.output_len + length(p_text)
   where j.id = p_id and j.lease_id = p_lease_id
  returning j.cancel_asked_at into v_cancel_asked_at;
  if not found then
    return 'GONE';
  end if;
  if p_text <> '' then
    insert into async_job_pieces (job_id, seq, text) values (p_id, p_seq, p_text);
  end if;
  return case when v_cancel_asked_at is null then 'GO_ON' else 'CANCELLED' end;
end $$;

-- Settles a job's call and completes the job, in one transaction: there is no moment in which one is true without the other.
create function settle_job(
  p_id uuid, p_status text, p_output_text text, p_blob_key text, p_output_len integer, p_tool_calls jsonb, p_finish_reason text,
  p_error_code text, p_error text,
  p_outcome text, p_cost_pico bigint, p_list_pico bigint, p_input_tokens bigint, p_cached_tokens bigint, p_cache_write_tokens bigint,
  p_output_tokens bigint, p_reasoning_tokens bigint, p_estimated boolean, p_duration_ms integer, p_first_token_ms integer,
  p_warn_pct integer
) returns table (
  month text, charged_pico bigint, overrun_pico bigint, booked boolean,
  customer_cap_pico bigint, customer_spent_pico bigint, customer_held_pico bigint,
  key_cap_pico bigint, key_spent_pico bigint, key_held_pico bigint,
  alerts text[]
) language plpgsql as $$
declare
  v_hold_id uuid;
begin
  select j.hold_id into strict v_hold_id from async_jobs j where j.id = p_id for update;
  return query select * from settle(v_hold_id, p_outcome, p_cost_pico, p_list_pico, p_input_tokens, p_cached_tokens,
    p_cache_write_tokens, p_output_tokens, p_reasoning_tokens, p_estimated, p_duration_ms, p_first_token_ms, p_warn_pct);
  perform complete_job(p_id, p_status, p_output_text, p_blob_key, p_output_len, p_tool_calls, p_finish_reason, p_error_code, p_error);
end $$;

-- The same for a call that cost nothing.
create function release_job(p_id uuid, p_outcome text, p_error_code text, p_error text)
returns table (
  released boolean, month text,
  customer_cap_pico bigint, customer_spent_pico bigint, customer_held_pico bigint,
  key_cap_pico bigint, key_spent_pico bigint, key_held_pico bigint
) language plpgsql as $$
declare
  v_hold_id uuid;
begin
  select j.hold_id into strict v_hold_id from async_jobs j where j.id = p_id for update;
  return query select * from release(v_hold_id, p_outcome, false);
  perform complete_job(p_id, 'failed', null, null, null, null, null, p_error_code, p_error);
end $$;

-- Asks for a job to be stopped: at once while no provider was asked, else by its worker. p_customer_id null: an operator's wish;
-- p_key_line: only jobs of the keys that this one was rotated from or to.
create function cancel_job(p_id uuid, p_customer_id bigint, p_key_line bigint)
-- 'CANCELLED', 'ASKED', 'DONE' (it is complete already), 'NOT_FOUND'.
returns text language plpgsql
set lock_timeout = '5s'
as $$
declare
  v_job async_jobs;
begin
  select * into v_job from async_jobs j
   where j.id = p_id and (p_customer_id is null or j.customer_id = p_customer_id)
     and (p_key_line is null or j.api_key_id in (
       select line.id from api_keys k join api_keys line on line.first_key_id = k.first_key_id where k.id = p_key_line))
     for update;
  if not found then
    return 'NOT_FOUND';
  elsif v_job.completed_at is not null then
    return 'DONE';
  end if;
  update async_jobs j set cancel_asked_at = coalesce(j.cancel_asked_at, clock_timestamp()) where j.id = p_id;
  if v_job.called_at is not null then
    return 'ASKED';
  end if;
  perform release(v_job.hold_id, 'CANCELLED', false);
  perform complete_job(p_id, 'failed', null, null, null, null, null, 'CANCELLED', 'The job was cancelled');
  return 'CANCELLED';
end $$;

-- Jobs that somebody has to be told to work on: never claimed, or left by a worker that vanished.
create function jobs_to_kick(p_limit integer) returns table (id uuid) language sql as $$
  select j.id from async_jobs j
   where j.completed_at is null
     and (j.lease_until is null and j.created_at < clock_timestamp() - interval '10 seconds' or j.lease_until < clock_timestamp())
   order by j.created_at limit p_limit
$$;

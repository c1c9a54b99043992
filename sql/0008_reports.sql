-- What reports read: sums per day, kept in the transaction that writes the usage event, and indexes for paging.

-- The usage events added up by key, UTC day, provider and model, so that a report costs the same after ten calls and after ten
-- million. `month` is the event's: a call admitted on the last day of a month may be settled on the first of the next.
create table daily_usage (
  customer_id         bigint not null references customers on delete restrict,
  month               text not null check (month ~ '^\d{4}-(0[1-9]|1[0-2])$'),
  day                 date not null,
  api_key_id          bigint not null,
  provider            text not null,
  model               text not null,
  calls               bigint not null default 0 check (calls >= 0),
  -- Of the calls: how many were charged by estimate, and how many ended otherwise than complete.
  estimated           bigint not null default 0 check (estimated >= 0),
  unfinished          bigint not null default 0 check (unfinished >= 0),
  cost_pico           bigint not null default 0,
  list_pico           bigint not null default 0,
  input_tokens        bigint not null default 0 check (input_tokens >= 0),
  cached_tokens       bigint not null default 0 check (cached_tokens >= 0),
  cache_write_tokens  bigint not null default 0 check (cache_write_tokens >= 0),
  output_tokens       bigint not null default 0 check (output_tokens >= 0),
  reasoning_tokens    bigint not null default 0 check (reasoning_tokens >= 0),
  primary key (customer_id, month, api_key_id, day, provider, model),
  foreign key (api_key_id, customer_id) references api_keys (id, customer_id)
) with (fillfactor = 50);

create index daily_usage_month_idx on daily_usage (month, day);

-- Every function that writes a usage event holds the lock on the customer's books, and the rows here are the customer's.
create function add_daily_usage() returns trigger language plpgsql as $$
declare
  v_before usage_events;
begin
  if tg_op = 'UPDATE' then
    v_before := old;
    if (old.customer_id, old.month, old.created_at, old.api_key_id, old.provider, old.model)
       is distinct from (new.customer_id, new.month, new.created_at, new.api_key_id, new.provider, new.model) then
      raise exception 'a usage event keeps its owner, its time and its model' using errcode = 'restrict_violation';
    end if;
  end if;
  insert into daily_usage as d (
    customer_id, month, day, api_key_id, provider, model, calls, estimated, unfinished, cost_pico, list_pico,
    input_tokens, cached_tokens, cache_write_tokens, output_tokens, reasoning_tokens
  ) values (
    new.customer_id, new.month, (new.created_at at time zone 'UTC')::date, new.api_key_id, new.provider, new.model,
    1, new.estimated::int, (new.outcome <> 'completed')::int, new.cost_pico, new.list_pico,
    new.input_tokens, new.cached_tokens, new.cache_write_tokens, new.output_tokens, new.reasoning_tokens
  ) on conflict (customer_id, month, api_key_id, day, provider, model) do update set
    calls = d.calls + case tg_op when 'INSERT' then 1 else 0 end,
    estimated = d.estimated + excluded.estimated - coalesce(v_before.estimated::int, 0),
    unfinished = d.unfinished + excluded.unfinished - coalesce((v_before.outcome <> 'completed')::int, 0),
    cost_pico = d.cost_pico + excluded.cost_pico - coalesce(v_before.cost_pico, 0),
    list_pico = d.list_pico + excluded.list_pico - coalesce(v_before.list_pico, 0),
    input_tokens = d.input_tokens + excluded.input_tokens - coalesce(v_before.input_tokens, 0),
    cached_tokens = d.cached_tokens + excluded.cached_tokens - coalesce(v_before.cached_tokens, 0),
    cache_write_tokens = d.cache_write_tokens + excluded.cache_write_tokens - coalesce(v_before.cache_write_tokens, 0),
    output_tokens = d.output_tokens + excluded.output_tokens - coalesce(v_before.output_tokens, 0),
    reasoning_tokens = d.reasoning_tokens + excluded.reasoning_tokens - coalesce(v_before.reasoning_tokens, 0);
  return null;
end $$;

-- No call may be settled between adding up what is there and counting what comes.
lock table usage_events in share row exclusive mode;

insert into daily_usage (
  customer_id, month, day, api_key_id, provider, model, calls, estimated, unfinished, cost_pico, list_pico,
  input_tokens, cached_tokens, cache_write_tokens, output_tokens, reasoning_tokens
)
select customer_id, month, (created_at at time zone 'UTC')::date, api_key_id, provider, model, count(*),
       count(*) filter (where estimated), count(*) filter (where outcome <> 'completed'), sum(cost_pico), sum(list_pico),
       sum(input_tokens), sum(cached_tokens), sum(cache_write_tokens), sum(output_tokens), sum(reasoning_tokens)
  from usage_events
 group by 1, 2, 3, 4, 5, 6;

create trigger usage_events_add_daily_usage after insert or update on usage_events
  for each row execute function add_daily_usage();

-- Lists of a month are paged through, newest first; the month leads, so that last year's page costs what today's does.
create index usage_events_customer_month_idx on usage_events (customer_id, month, id desc);
create index usage_events_key_month_idx on usage_events (api_key_id, month, id desc);
drop index usage_events_customer_idx;
drop index usage_events_key_idx;
create index ledger_entries_customer_month_idx on ledger_entries (customer_id, month, seq);
create index ledger_entries_key_idx on ledger_entries (api_key_id, seq);
drop index ledger_entries_month_idx;
create index monthly_usage_month_idx on monthly_usage (month);
create index holds_released_idx on holds (resolved_at) where state = 'released';

-- Every disagreement between the sums per day and the events (of one customer, or of all with null): beside check_books(),
-- which proves the events against the ledger. Books in order give no row.
create function check_daily_usage(p_customer_id bigint default null)
returns table (customer_id bigint, problem text, subject text, expected numeric, found numeric)
language sql stable as $$
  select customer_id, 'daily_usage.' || c.name, concat('key ', api_key_id, ' ', day, ' ', provider, '/', model), c.expected, c.found
    from (select * from daily_usage where p_customer_id is null or customer_id = p_customer_id) d
    full join (
      select customer_id, month, (created_at at time zone 'UTC')::date as day, api_key_id, provider, model,
             count(*) as n, sum(cost_pico) as cost, sum(list_pico) as list, sum(input_tokens) as input, sum(output_tokens) as output
        from usage_events where p_customer_id is null or customer_id = p_customer_id
       group by 1, 2, 3, 4, 5, 6
    ) e using (customer_id, month, day, api_key_id, provider, model)
   cross join lateral (values
     ('calls', coalesce(e.n, 0)::numeric, coalesce(d.calls, 0)::numeric),
     ('cost_pico', coalesce(e.cost, 0), coalesce(d.cost_pico, 0)),
     ('list_pico', coalesce(e.list, 0), coalesce(d.list_pico, 0)),
     ('input_tokens', coalesce(e.input, 0), coalesce(d.input_tokens, 0)),
     ('output_tokens', coalesce(e.output, 0), coalesce(d.output_tokens, 0))
   ) as c (name, expected, found)
   where c.expected <> c.found
$$;

-- Takes a device's seat away, or gives it back: only while there is one, decided as admission decides it, under the lock on the
-- customer's books. p_may_lift_any is false for a customer's own key: what the operator revoked, only the operator lifts.
create function set_device_revoked(
  p_customer_id bigint, p_api_key_id bigint, p_install_id text, p_revoked boolean, p_actor text, p_lifts text
) returns text language plpgsql as $$
declare
  v_device key_devices;
  v_seats integer;
begin
  perform 1 from customer_books b where b.customer_id = p_customer_id for update;
  select * into v_device from key_devices d
   where d.api_key_id = p_api_key_id and d.customer_id = p_customer_id and d.install_id = p_install_id;
  if not found then
    return 'NOT_FOUND';
  elsif not p_revoked and v_device.revoked_at is null then
    return 'DONE';
  elsif p_revoked then
    -- Whoever is above the one that revoked it makes the revocation its own, so that below it cannot be lifted any more.
    if v_device.revoked_at is not null
       and (v_device.revoked_by = p_actor or p_lifts = 'own' or p_lifts = 'customer' and v_device.revoked_by = 'admin') then
      return 'DONE';
    end if;
    update key_devices d set revoked_at = coalesce(d.revoked_at, clock_timestamp()), revoked_by = p_actor
     where d.api_key_id = p_api_key_id and d.install_id = p_install_id;
  else
    if p_lifts <> 'any' and coalesce(v_device.revoked_by, 'admin') = 'admin'
       or p_lifts = 'own' and v_device.revoked_by <> p_actor then
      return 'FORBIDDEN';
    end if;
    select coalesce(k.max_devices, c.max_devices_per_key, 0) into v_seats
      from api_keys k join customers c on c.id = k.customer_id where k.id = p_api_key_id;
    if v_seats > 0 and v_seats <= (
      select count(*) from key_devices d where d.api_key_id = p_api_key_id and d.revoked_at is null
    ) then
      return 'SEAT_LIMIT';
    end if;
    update key_devices d set revoked_at = null, revoked_by = null
     where d.api_key_id = p_api_key_id and d.install_id = p_install_id;
  end if;
  insert into audit_events (actor, action, target, meta)
  values (p_actor, case when p_revoked then 'DEVICE_REVOKE' else 'DEVICE_UNREVOKE' end, 'key:' || p_api_key_id,
          jsonb_build_object('install_id', p_install_id));
  return 'DONE';
end $$;

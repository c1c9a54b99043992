-- The one round trip before a provider is called: every check, in the order of the wire contract, and the hold.

create function admit(
  p_hold_id uuid,
  -- Exactly one of the two: a virtual key's hash, or the key id of a verified user session.
  p_key_hash text,
  p_key_id bigint,
  p_surface text,
  p_provider text,
  p_model text,
  p_request_id text,
  -- Worst-case price of the input, and price of one output token; null when the model has no price.
  p_input_pico bigint,
  p_output_pico bigint,
  p_floor_pico bigint,
  -- The hold covers p_max_tokens; fewer are granted when money is short, but never fewer than p_min_tokens.
  p_max_tokens integer,
  p_min_tokens integer,
  p_ttl_seconds integer,
  p_install_id text,
  p_ip_hash text,
  p_user_agent text,
  p_app_id text,
  p_build_id text,
  p_default_rpm integer,
  -- False when another limiter counts requests, or an earlier attempt of the same request was counted.
  p_count_rate boolean,
  -- Null: the client named none. p_owner is the same in every attempt of one request.
  p_idempotency_key text default null,
  p_request_hash text default null,
  p_owner uuid default null
) returns table (
  -- 'ADMITTED', 'REPLAY' (the answer of an earlier call with this idempotency key), or the error code of the refusal.
  verdict text,
  customer_id bigint,
  api_key_id bigint,
  key_last4 text,
  month text,
  granted_tokens integer,
  hold_pico bigint,
  expires_at timestamptz,
  customer_cap_pico bigint, customer_spent_pico bigint, customer_held_pico bigint,
  key_cap_pico bigint, key_spent_pico bigint, key_held_pico bigint,
  rpm_limit integer,
  rpd_limit integer,
  -- The window that refused, or the minute's.
  rate_limit integer,
  rate_remaining integer,
  rate_reset timestamptz,
  -- Set when verdict is CAP_REACHED.
  refused_scope text,
  refused_reason text,
  needed_pico bigint,
  affordable_tokens integer,
  -- Set when verdict is REPLAY; the body in base64.
  answer_status integer,
  answer_headers jsonb,
  answer_body text
)
language plpgsql
-- Rather a clear 503 than a caller that waits behind a stuck transaction.
set lock_timeout = '5s'
as $$
#variable_conflict use_column
declare
  v_now timestamptz;
  v_key api_keys;
  v_customer customers;
  v_device key_devices;
  v_earlier idempotency_keys;
  v_seats integer;
  v_minute timestamptz;
  v_day timestamptz;
  v_minute_count integer := 0;
  v_day_count integer := 0;
  v_customer_left bigint;
  v_key_left bigint;
  v_left bigint;
  v_granted bigint;
begin
  if p_key_hash is not null then
    select k.id, k.customer_id into api_key_id, customer_id from api_keys k where k.key_hash = p_key_hash;
  else
    select k.id, k.customer_id into api_key_id, customer_id from api_keys k where k.id = p_key_id;
  end if;
  if api_key_id is null then
    verdict := 'UNAUTHORIZED'; return next; return;
  end if;

  -- Everything below is decided on what is committed now that we are alone with this customer.
  perform 1 from customer_books b where b.customer_id = admit.customer_id for update;
  v_now := clock_timestamp();
  select * into v_key from api_keys k where k.id = api_key_id;
  select * into v_customer from customers c where c.id = admit.customer_id;

  key_last4 := v_key.key_last4;
  month := to_char(v_now at time zone 'UTC', 'YYYY-MM');
  rpm_limit := case when coalesce(v_key.rpm_limit, p_default_rpm) > 0 then coalesce(v_key.rpm_limit, p_default_rpm) end;
  rpd_limit := case when v_key.rpd_limit > 0 then v_key.rpd_limit end;

  if v_key.revoked_at <= v_now or v_key.expires_at <= v_now then
    verdict := 'UNAUTHORIZED'; return next; return;
  elsif not v_customer.is_active then
    verdict := 'CUSTOMER_DISABLED'; return next; return;
  elsif v_key.role = 'viewer' then
    verdict := 'FORBIDDEN'; return next; return;
  elsif not (list_allows(v_customer.allowed_providers, p_provider) and list_allows(v_key.allowed_providers, p_provider)) then
    verdict := 'PROVIDER_NOT_ALLOWED'; return next; return;
  elsif not (models_allow(v_customer.allowed_models, p_provider, p_model)
         and models_allow(v_key.allowed_models, p_provider, p_model)) then
    verdict := 'MODEL_NOT_ALLOWED'; return next; return;
  elsif p_input_pico is null or p_output_pico is null then
    verdict := 'UNPRICED_MODEL'; return next; return;
  end if;

  -- A call under this idempotency key, by somebody else: its answer, or why there is none.
  if p_idempotency_key is not null then
    select * into v_earlier from idempotency_keys i
     where i.api_key_id = admit.api_key_id and i.idempotency_key = p_idempotency_key
       and i.created_at > v_now - interval '24 hours' and i.owner <> p_owner;
    if v_earlier.request_hash <> p_request_hash then
      verdict := 'IDEMPOTENCY_MISMATCH'; return next; return;
    elsif v_earlier.answer_status is not null then
      verdict := 'REPLAY';
      answer_status := v_earlier.answer_status; answer_headers := v_earlier.answer_headers;
      answer_body := encode(v_earlier.answer_body, 'base64');
      return next; return;
    elsif v_earlier.running_until > v_now then
      verdict := 'IDEMPOTENCY_RUNNING'; return next; return;
    elsif exists (select 1 from holds h where h.id = v_earlier.hold_id and h.state = 'settled') then
      -- Paid for, and the process died before it could keep the answer: never a second charge.
      verdict := 'IDEMPOTENCY_LOST'; return next; return;
    end if;
  end if;

  -- Device seats.
  v_seats := coalesce(v_key.max_devices, v_customer.max_devices_per_key, 0);
  if p_install_id is null then
    if v_seats > 0 or coalesce(v_key.require_install_id, false) or v_customer.require_install_id then
      verdict := 'INSTALL_ID_REQUIRED'; return next; return;
    end if;
  else
    select * into v_device from key_devices d where d.api_key_id = admit.api_key_id and d.install_id = p_install_id;
    if v_device.revoked_at is not null then
      verdict := 'DEVICE_REVOKED'; return next; return;
    elsif v_device.install_id is null and v_seats > 0 and v_seats <= (
      select count(*) from key_devices d where d.api_key_id = admit.api_key_id and d.revoked_at is null
    ) then
      verdict := 'SEAT_LIMIT'; return next; return;
    end if;
  end if;

  -- Requests in flight, per minute and per day.
  if v_key.concurrency_limit > 0 and v_key.concurrency_limit <= (
    select count(*) from holds h where h.api_key_id = admit.api_key_id and h.state = 'held'
  ) then
    verdict := 'CONCURRENCY_LIMIT';
    rate_limit := v_key.concurrency_limit; rate_remaining := 0; rate_reset := v_now + interval '1 second';
    return next; return;
  end if;
  if p_count_rate then
    v_minute := date_trunc('minute', v_now, 'UTC');
    v_day := date_trunc('day', v_now, 'UTC');
    if rpm_limit is not null then
      select coalesce(max(w.count), 0) into v_minute_count from rate_limit_windows w
       where w.api_key_id = admit.api_key_id and w.window_kind = 'minute' and w.window_start = v_minute;
    end if;
    if rpd_limit is not null then
      select coalesce(max(w.count), 0) into v_day_count from rate_limit_windows w
       where w.api_key_id = admit.api_key_id and w.window_kind = 'day' and w.window_start = v_day;
    end if;
    if v_day_count >= rpd_limit then
      verdict := 'RATE_LIMITED';
      rate_limit := rpd_limit; rate_remaining := 0; rate_reset := v_day + interval '1 day';
      return next; return;
    elsif v_minute_count >= rpm_limit then
      verdict := 'RATE_LIMITED';
      rate_limit := rpm_limit; rate_remaining := 0; rate_reset := v_minute + interval '1 minute';
      return next; return;
    end if;
    insert into rate_limit_windows as w (customer_id, api_key_id, window_kind, window_start, count)
    select customer_id, api_key_id, kind, start, 1
      from (values ('minute', v_minute, rpm_limit), ('day', v_day, rpd_limit)) as counted (kind, start, in_force)
     where in_force is not null
    on conflict (api_key_id, window_kind, window_start) do update set count = w.count + 1;
    if rpm_limit is not null then
      rate_limit := rpm_limit; rate_remaining := rpm_limit - v_minute_count - 1; rate_reset := v_minute + interval '1 minute';
    end if;
  end if;

  -- Caps: spent + held + this call may not pass the cap of the customer's month, nor of the key's.
  select p.* into customer_cap_pico, customer_spent_pico, customer_held_pico, key_cap_pico, key_spent_pico, key_held_pico
    from month_position(customer_id, api_key_id, month) p;
  v_customer_left := customer_cap_pico - customer_spent_pico - customer_held_pico;
  v_key_left := key_cap_pico - key_spent_pico - key_held_pico;
  v_left := least(v_customer_left, v_key_left);
  needed_pico := p_input_pico + p_min_tokens * p_output_pico;
  affordable_tokens := least(p_max_tokens, greatest(0, v_left - p_input_pico) / nullif(p_output_pico, 0));
  if needed_pico > v_left then
    -- Final before temporary, the customer's before the key's.
    select s.scope, s.reason into refused_scope, refused_reason
      from (values
        ('customer', customer_cap_pico, customer_spent_pico, customer_held_pico),
        ('key', key_cap_pico, key_spent_pico, key_held_pico)
      ) as caps (scope, cap, spent, held)
      cross join lateral (
        select caps.scope, case when spent >= cap then 'cap_reached' when needed_pico > cap - spent then 'too_large'
                           else 'in_flight' end as reason
      ) as s
     where needed_pico > cap - spent - held
     order by array_position(array['cap_reached', 'too_large', 'in_flight'], s.reason), s.scope
     limit 1;
    verdict := 'CAP_REACHED'; return next; return;
  end if;
  v_granted := case when p_input_pico + p_max_tokens * p_output_pico <= v_left then p_max_tokens else affordable_tokens end;
  hold_pico := p_input_pico + v_granted * p_output_pico;
  granted_tokens := v_granted;
  expires_at := v_now + make_interval(secs => p_ttl_seconds);

  insert into monthly_usage as m (customer_id, month, held_pico) values (customer_id, month, hold_pico)
  on conflict (customer_id, month) do update set held_pico = m.held_pico + excluded.held_pico;
  insert into monthly_key_usage as m (api_key_id, customer_id, month, held_pico)
  values (api_key_id, customer_id, month, hold_pico)
  on conflict (api_key_id, month) do update set held_pico = m.held_pico + excluded.held_pico;
  insert into holds (id, customer_id, api_key_id, month, amount_pico, floor_pico, surface, provider, model, max_tokens,
                     request_id, install_id, ip_hash, user_agent, app_id, build_id, created_at, expires_at)
  values (p_hold_id, customer_id, api_key_id, month, hold_pico, least(p_floor_pico, hold_pico), p_surface, p_provider, p_model,
          granted_tokens, p_request_id, p_install_id, p_ip_hash, p_user_agent, p_app_id, p_build_id, v_now, expires_at);
  if p_idempotency_key is not null then
    insert into idempotency_keys as i (customer_id, api_key_id, idempotency_key, request_hash, owner, hold_id, running_until, created_at)
    values (customer_id, api_key_id, p_idempotency_key, p_request_hash, p_owner, p_hold_id, expires_at, v_now)
    on conflict (api_key_id, idempotency_key) do update set
      request_hash = excluded.request_hash, owner = excluded.owner, hold_id = excluded.hold_id,
      running_until = excluded.running_until, created_at = excluded.created_at,
      answer_status = null, answer_headers = null, answer_body = null;
  end if;
  if p_install_id is not null then
    insert into key_devices as d (api_key_id, customer_id, install_id, first_seen_at, last_seen_at, last_seen_ua, first_hold_id)
    values (api_key_id, customer_id, p_install_id, v_now, v_now, p_user_agent, p_hold_id)
    on conflict (api_key_id, install_id) do update set last_seen_at = v_now, last_seen_ua = excluded.last_seen_ua;
  end if;
  -- Once a minute is enough to know that a key is alive.
  update api_keys k set last_seen_at = v_now, last_seen_install_id = coalesce(p_install_id, k.last_seen_install_id)
   where k.id = api_key_id and (k.last_seen_at is null or k.last_seen_at < v_now - interval '1 minute');

  customer_held_pico := customer_held_pico + hold_pico;
  key_held_pico := key_held_pico + hold_pico;
  verdict := 'ADMITTED';
  return next;
end $$;

-- Counts a request of a key whose usual limiter is out of reach. Same windows as admit.
create function count_request(p_api_key_id bigint, p_rpm_limit integer, p_rpd_limit integer)
returns table (allowed boolean, rate_limit integer, rate_remaining integer, rate_reset timestamptz)
language plpgsql as $$
#variable_conflict use_column
declare
  v_now timestamptz;
  v_customer_id bigint;
  v_window record;
  v_count integer;
begin
  select k.customer_id into v_customer_id from api_keys k where k.id = p_api_key_id;
  perform 1 from customer_books b where b.customer_id = v_customer_id for update;
  v_now := clock_timestamp();
  for v_window in
    select kind, date_trunc(kind, v_now, 'UTC') as start, in_force
      from (values ('minute', p_rpm_limit), ('day', p_rpd_limit)) as counted (kind, in_force)
     where in_force > 0
  loop
    insert into rate_limit_windows as w (customer_id, api_key_id, window_kind, window_start, count)
    values (v_customer_id, p_api_key_id, v_window.kind, v_window.start, 1)
    on conflict (api_key_id, window_kind, window_start) do update set count = w.count + 1 where w.count < v_window.in_force
    returning w.count into v_count;
    rate_limit := v_window.in_force;
    rate_reset := v_window.start + ('1 ' || v_window.kind)::interval;
    if not found then
      allowed := false; rate_remaining := 0; return next; return;
    end if;
    rate_remaining := v_window.in_force - v_count;
  end loop;
  allowed := true;
  return next;
end $$;

-- Ends a call that ran under an idempotency key: keeps its answer when it was charged, forgets the key otherwise, so that the client can
-- try again. Says whether the answer was kept.
create function close_idempotent(
  p_api_key_id bigint, p_idempotency_key text, p_owner uuid, p_status integer, p_headers jsonb, p_body_base64 text
) returns table (kept boolean) language plpgsql as $$
declare
  v_charged boolean;
begin
  select exists (select 1 from holds h where h.id = i.hold_id and h.state <> 'released') into v_charged
    from idempotency_keys i
   where i.api_key_id = p_api_key_id and i.idempotency_key = p_idempotency_key and i.owner = p_owner
     for update of i;
  if v_charged then
    update idempotency_keys set
      answer_status = p_status, answer_headers = p_headers, answer_body = decode(p_body_base64, 'base64')
     where api_key_id = p_api_key_id and idempotency_key = p_idempotency_key and owner = p_owner;
  else
    delete from idempotency_keys
     where api_key_id = p_api_key_id and idempotency_key = p_idempotency_key and owner = p_owner;
  end if;
  return query select coalesce(v_charged, false);
end $$;

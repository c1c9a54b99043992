-- The one round trip after a provider has answered, and the two other ways in which a hold ends.

-- Resolves an open hold: held becomes spent in both months, one usage event and one charge are written.
-- The caller holds the lock on the customer's row of customer_books and has seen the hold in state 'held'.
create function charge_hold(
  p_hold holds, p_state text, p_outcome text, p_cost_pico bigint, p_list_pico bigint,
  p_input_tokens bigint, p_cached_tokens bigint, p_cache_write_tokens bigint, p_output_tokens bigint,
  p_reasoning_tokens bigint, p_estimated boolean, p_duration_ms integer, p_first_token_ms integer
) returns void language plpgsql as $$
declare
  v_now constant timestamptz := clock_timestamp();
  v_charged constant bigint := least(p_cost_pico, p_hold.amount_pico);
  v_overrun constant bigint := p_cost_pico - v_charged;
begin
  update holds set state = p_state, outcome = p_outcome, charged_pico = v_charged, overrun_pico = v_overrun, resolved_at = v_now
   where id = p_hold.id and state = 'held';
  if not found then
    raise exception 'hold % is not open', p_hold.id;
  end if;
  update monthly_usage set
    held_pico = held_pico - p_hold.amount_pico, spent_pico = spent_pico + v_charged, list_pico = list_pico + p_list_pico,
    overrun_pico = overrun_pico + v_overrun, input_tokens = input_tokens + p_input_tokens,
    output_tokens = output_tokens + p_output_tokens, calls = calls + 1, updated_at = v_now
   where customer_id = p_hold.customer_id and month = p_hold.month;
  update monthly_key_usage set
    held_pico = held_pico - p_hold.amount_pico, spent_pico = spent_pico + v_charged, list_pico = list_pico + p_list_pico,
    input_tokens = input_tokens + p_input_tokens, output_tokens = output_tokens + p_output_tokens, calls = calls + 1,
    updated_at = v_now
   where api_key_id = p_hold.api_key_id and month = p_hold.month;
  insert into usage_events (
    hold_id, customer_id, api_key_id, month, surface, provider, model, input_tokens, cached_tokens, cache_write_tokens,
    output_tokens, reasoning_tokens, cost_pico, list_pico, estimated, outcome, request_id, install_id, ip_hash, user_agent,
    app_id, build_id, duration_ms, first_token_ms, created_at
  ) values (
    p_hold.id, p_hold.customer_id, p_hold.api_key_id, p_hold.month, p_hold.surface, p_hold.provider, p_hold.model,
    p_input_tokens, p_cached_tokens, p_cache_write_tokens, p_output_tokens, p_reasoning_tokens, v_charged, p_list_pico,
    p_estimated, p_outcome, p_hold.request_id, p_hold.install_id, p_hold.ip_hash, p_hold.user_agent, p_hold.app_id,
    p_hold.build_id, p_duration_ms, p_first_token_ms, v_now
  );
  perform post_ledger_entry(p_hold.customer_id, p_hold.api_key_id, 'charge', v_charged, p_hold.month, 'hold', p_hold.id::text);
  if v_overrun > 0 then
    perform post_ledger_entry(p_hold.customer_id, p_hold.api_key_id, 'overrun', v_overrun, p_hold.month, 'hold', p_hold.id::text);
  end if;
end $$;

-- Books what a provider reported for a hold that had already expired or been released: the difference, as an adjustment,
-- as far as the caps still allow; the rest is the operator's overrun. The caller holds the lock.
create function adjust_late_hold(
  p_hold holds, p_outcome text, p_cost_pico bigint, p_list_pico bigint,
  p_input_tokens bigint, p_cached_tokens bigint, p_cache_write_tokens bigint, p_output_tokens bigint,
  p_reasoning_tokens bigint, p_estimated boolean, p_duration_ms integer, p_first_token_ms integer
) returns void language plpgsql as $$
declare
  v_now constant timestamptz := clock_timestamp();
  v_event usage_events;
  v_left bigint;
  v_adjustment bigint;
  v_overrun bigint;
begin
  select least(customer_cap_pico - customer_spent_pico - customer_held_pico, key_cap_pico - key_spent_pico - key_held_pico)
    into v_left from month_position(p_hold.customer_id, p_hold.api_key_id, p_hold.month);
  v_adjustment := least(p_cost_pico, p_hold.amount_pico) - p_hold.charged_pico;
  v_adjustment := least(v_adjustment, greatest(v_left, 0));
  v_overrun := greatest(0, p_cost_pico - p_hold.charged_pico - v_adjustment);

  update holds set late_at = v_now, outcome = p_outcome, charged_pico = charged_pico + v_adjustment, overrun_pico = v_overrun
   where id = p_hold.id and late_at is null and state in ('expired', 'released');
  if not found then
    raise exception 'hold % takes no late settlement', p_hold.id;
  end if;
  select * into v_event from usage_events where hold_id = p_hold.id;
  update monthly_usage set
    spent_pico = spent_pico + v_adjustment, list_pico = list_pico + p_list_pico - coalesce(v_event.list_pico, 0),
    overrun_pico = overrun_pico + v_overrun,
    input_tokens = input_tokens + p_input_tokens - coalesce(v_event.input_tokens, 0),
    output_tokens = output_tokens + p_output_tokens - coalesce(v_event.output_tokens, 0),
    calls = calls + case when v_event.id is null then 1 else 0 end, updated_at = v_now
   where customer_id = p_hold.customer_id and month = p_hold.month;
  update monthly_key_usage set
    spent_pico = spent_pico + v_adjustment, list_pico = list_pico + p_list_pico - coalesce(v_event.list_pico, 0),
    input_tokens = input_tokens + p_input_tokens - coalesce(v_event.input_tokens, 0),
    output_tokens = output_tokens + p_output_tokens - coalesce(v_event.output_tokens, 0),
    calls = calls + case when v_event.id is null then 1 else 0 end, updated_at = v_now
   where api_key_id = p_hold.api_key_id and month = p_hold.month;
  insert into usage_events (
    hold_id, customer_id, api_key_id, month, surface, provider, model, input_tokens, cached_tokens, cache_write_tokens,
    output_tokens, reasoning_tokens, cost_pico, list_pico, estimated, outcome, request_id, install_id, ip_hash, user_agent,
    app_id, build_id, duration_ms, first_token_ms, created_at
  ) values (
    p_hold.id, p_hold.customer_id, p_hold.api_key_id, p_hold.month, p_hold.surface, p_hold.provider, p_hold.model,
    p_input_tokens, p_cached_tokens, p_cache_write_tokens, p_output_tokens, p_reasoning_tokens,
    p_hold.charged_pico + v_adjustment, p_list_pico, p_estimated, p_outcome, p_hold.request_id, p_hold.install_id,
    p_hold.ip_hash, p_hold.user_agent, p_hold.app_id, p_hold.build_id, p_duration_ms, p_first_token_ms, v_now
  ) on conflict (hold_id) do update set
    input_tokens = excluded.input_tokens, cached_tokens = excluded.cached_tokens,
    cache_write_tokens = excluded.cache_write_tokens, output_tokens = excluded.output_tokens,
    reasoning_tokens = excluded.reasoning_tokens, cost_pico = excluded.cost_pico, list_pico = excluded.list_pico,
    estimated = excluded.estimated, outcome = excluded.outcome, duration_ms = excluded.duration_ms,
    first_token_ms = excluded.first_token_ms;
  if v_adjustment <> 0 then
    perform post_ledger_entry(p_hold.customer_id, p_hold.api_key_id, 'adjustment', v_adjustment, p_hold.month, 'hold', p_hold.id::text);
  end if;
  if v_overrun > 0 then
    perform post_ledger_entry(p_hold.customer_id, p_hold.api_key_id, 'overrun', v_overrun, p_hold.month, 'hold', p_hold.id::text);
  end if;
end $$;

-- Notes the thresholds that a month's spending has crossed for the first time. The caller holds the lock.
create function note_alerts(p_customer_id bigint, p_api_key_id bigint, p_month text, p_warn_pct integer)
returns text[] language sql as $$
  with crossed as (
    select c.owner, c.alert_type
      from month_position(p_customer_id, p_api_key_id, p_month) p
      cross join lateral (values
        (0::bigint, 'CAP_WARN_CUSTOMER', customer_spent_pico, customer_cap_pico, p_warn_pct),
        (0, 'CAP_REACHED_CUSTOMER', customer_spent_pico, customer_cap_pico, 100),
        (p_api_key_id, 'CAP_WARN_KEY', key_spent_pico, key_cap_pico, p_warn_pct),
        (p_api_key_id, 'CAP_REACHED_KEY', key_spent_pico, key_cap_pico, 100)
      ) as c (owner, alert_type, spent, cap, pct)
     where c.cap > 0 and c.spent::numeric * 100 >= c.cap::numeric * c.pct
  ), noted as (
    insert into alerts_sent (customer_id, api_key_id, month, alert_type)
    select p_customer_id, owner, p_month, alert_type from crossed
    on conflict do nothing
    returning alert_type
  )
  select coalesce(array_agg(alert_type order by alert_type), '{}') from noted
$$;

-- Settles a hold with what the provider reported (or an estimate, marked). Safe to repeat: a second settlement answers with
-- the first one's figures, and one that comes after the hold expired is booked as an adjustment.
create function settle(
  p_hold_id uuid, p_outcome text, p_cost_pico bigint, p_list_pico bigint,
  p_input_tokens bigint, p_cached_tokens bigint, p_cache_write_tokens bigint, p_output_tokens bigint,
  p_reasoning_tokens bigint, p_estimated boolean, p_duration_ms integer, p_first_token_ms integer, p_warn_pct integer
) returns table (
  month text,
  charged_pico bigint,
  overrun_pico bigint,
  -- True when this settlement booked something; false when an earlier one had.
  booked boolean,
  customer_cap_pico bigint, customer_spent_pico bigint, customer_held_pico bigint,
  key_cap_pico bigint, key_spent_pico bigint, key_held_pico bigint,
  alerts text[]
) language plpgsql as $$
#variable_conflict use_column
declare
  v_hold holds;
begin
  if p_cost_pico < 0 or p_list_pico < 0 then
    raise exception 'a cost is never negative';
  end if;
  select * into strict v_hold from holds h where h.id = p_hold_id;
  perform 1 from customer_books b where b.customer_id = v_hold.customer_id for update;
  select * into strict v_hold from holds h where h.id = p_hold_id;

  booked := true;
  if v_hold.state = 'held' then
    perform charge_hold(v_hold, 'settled', p_outcome, p_cost_pico, p_list_pico, p_input_tokens, p_cached_tokens,
      p_cache_write_tokens, p_output_tokens, p_reasoning_tokens, p_estimated, p_duration_ms, p_first_token_ms);
  elsif v_hold.state in ('expired', 'released') and v_hold.late_at is null then
    perform adjust_late_hold(v_hold, p_outcome, p_cost_pico, p_list_pico, p_input_tokens, p_cached_tokens,
      p_cache_write_tokens, p_output_tokens, p_reasoning_tokens, p_estimated, p_duration_ms, p_first_token_ms);
  else
    booked := false;
  end if;

  alerts := case when booked then note_alerts(v_hold.customer_id, v_hold.api_key_id, v_hold.month, p_warn_pct) else '{}' end;
  select h.month, h.charged_pico, h.overrun_pico into month, charged_pico, overrun_pico from holds h where h.id = p_hold_id;
  select p.* into customer_cap_pico, customer_spent_pico, customer_held_pico, key_cap_pico, key_spent_pico, key_held_pico
    from month_position(v_hold.customer_id, v_hold.api_key_id, v_hold.month) p;
  return next;
end $$;

-- Gives a hold back uncharged: the provider was never reached, or refused before doing billable work. A hold that is
-- unknown (its admission never committed) or already resolved is left as it is. p_withdraw also gives back the device seat
-- that the call had just taken.
create function release(p_hold_id uuid, p_outcome text, p_withdraw boolean)
returns table (
  released boolean,
  month text,
  customer_cap_pico bigint, customer_spent_pico bigint, customer_held_pico bigint,
  key_cap_pico bigint, key_spent_pico bigint, key_held_pico bigint
) language plpgsql as $$
#variable_conflict use_column
declare
  v_hold holds;
  v_now timestamptz;
begin
  select * into v_hold from holds h where h.id = p_hold_id;
  if not found then
    return;
  end if;
  perform 1 from customer_books b where b.customer_id = v_hold.customer_id for update;
  v_now := clock_timestamp();
  update holds h set state = 'released', outcome = p_outcome, resolved_at = v_now where h.id = p_hold_id and h.state = 'held';
  released := found;
  if released then
    update monthly_usage m set held_pico = m.held_pico - v_hold.amount_pico, updated_at = v_now
     where m.customer_id = v_hold.customer_id and m.month = v_hold.month;
    update monthly_key_usage m set held_pico = m.held_pico - v_hold.amount_pico, updated_at = v_now
     where m.api_key_id = v_hold.api_key_id and m.month = v_hold.month;
    if p_withdraw then
      -- Unless another call of the device was admitted since: then the seat is that call's.
      delete from key_devices d
       where d.api_key_id = v_hold.api_key_id and d.first_hold_id = p_hold_id and d.last_seen_at = d.first_seen_at;
    end if;
  end if;
  month := v_hold.month;
  select p.* into customer_cap_pico, customer_spent_pico, customer_held_pico, key_cap_pico, key_spent_pico, key_held_pico
    from month_position(v_hold.customer_id, v_hold.api_key_id, v_hold.month) p;
  return next;
end $$;

-- Resolves up to p_limit holds whose time is over: the call is charged its input floor, marked 'lost'. Customers are taken
-- in ascending order, so that two sweeps at once queue instead of deadlocking.
create function sweep_holds(p_limit integer)
returns table (hold_id uuid, customer_id bigint, charged_pico bigint) language plpgsql as $$
#variable_conflict use_column
declare
  v_due record;
  v_hold holds;
begin
  for v_due in
    select h.id, h.customer_id from holds h
     where h.state = 'held' and h.expires_at < clock_timestamp()
     order by h.customer_id, h.id limit p_limit
  loop
    perform 1 from customer_books b where b.customer_id = v_due.customer_id for update;
    select * into v_hold from holds h where h.id = v_due.id;
    continue when v_hold.state <> 'held';
    perform charge_hold(v_hold, 'expired', 'lost', v_hold.floor_pico, 0, 0, 0, 0, 0, 0, true,
      ceil(extract(epoch from clock_timestamp() - v_hold.created_at) * 1000)::integer, null);
    hold_id := v_hold.id;
    customer_id := v_hold.customer_id;
    charged_pico := least(v_hold.floor_pico, v_hold.amount_pico);
    return next;
  end loop;
end $$;

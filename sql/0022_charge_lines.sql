-- What a charge is made of: so many units of each class at the prices of that day, [{"class", "units", "list_pico", "price_pico"}].
-- Prices change, and what a call was charged must be explained years later. Null: a call from before, or one whose process died.
alter table usage_events add column charge_lines jsonb check (jsonb_typeof(charge_lines) = 'array');

-- The four functions that settle, as before, and each hands the lines on. A process of the release before leaves them out.
drop function settle_job(uuid, text, text, text, integer, jsonb, text, text, text, text, bigint, bigint, bigint, bigint, bigint, bigint,
  bigint, boolean, integer, integer, integer);
drop function settle(uuid, text, bigint, bigint, bigint, bigint, bigint, bigint, bigint, boolean, integer, integer, integer);
drop function adjust_late_hold(holds, text, bigint, bigint, bigint, bigint, bigint, bigint, bigint, boolean, integer, integer);
drop function charge_hold(holds, text, text, bigint, bigint, bigint, bigint, bigint, bigint, bigint, boolean, integer, integer);

create function charge_hold(
  p_hold holds, p_state text, p_outcome text, p_cost_pico bigint, p_list_pico bigint,
  p_input_tokens bigint, p_cached_tokens bigint, p_cache_write_tokens bigint, p_output_tokens bigint,
  p_reasoning_tokens bigint, p_estimated boolean, p_duration_ms integer, p_first_token_ms integer,
  p_charge_lines jsonb default null
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
    app_id, build_id, duration_ms, first_token_ms, charge_lines, created_at
  ) values (
    p_hold.id, p_hold.customer_id, p_hold.api_key_id, p_hold.month, p_hold.surface, p_hold.provider, p_hold.model,
    p_input_tokens, p_cached_tokens, p_cache_write_tokens, p_output_tokens, p_reasoning_tokens, v_charged, p_list_pico,
    p_estimated, p_outcome, p_hold.request_id, p_hold.install_id, p_hold.ip_hash, p_hold.user_agent, p_hold.app_id,
    p_hold.build_id, p_duration_ms, p_first_token_ms, p_charge_lines, v_now
  );
  perform post_ledger_entry(p_hold.customer_id, p_hold.api_key_id, 'charge', v_charged, p_hold.month, 'hold', p_hold.id::text);
  if v_overrun > 0 then
    perform post_ledger_entry(p_hold.customer_id, p_hold.api_key_id, 'overrun', v_overrun, p_hold.month, 'hold', p_hold.id::text);
  end if;
end $$;

create function adjust_late_hold(
  p_hold holds, p_outcome text, p_cost_pico bigint, p_list_pico bigint,
  p_input_tokens bigint, p_cached_tokens bigint, p_cache_write_tokens bigint, p_output_tokens bigint,
  p_reasoning_tokens bigint, p_estimated boolean, p_duration_ms integer, p_first_token_ms integer,
  p_charge_lines jsonb default null
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
    app_id, build_id, duration_ms, first_token_ms, charge_lines, created_at
  ) values (
    p_hold.id, p_hold.customer_id, p_hold.api_key_id, p_hold.month, p_hold.surface, p_hold.provider, p_hold.model,
    p_input_tokens, p_cached_tokens, p_cache_write_tokens, p_output_tokens, p_reasoning_tokens,
    p_hold.charged_pico + v_adjustment, p_list_pico, p_estimated, p_outcome, p_hold.request_id, p_hold.install_id,
    p_hold.ip_hash, p_hold.user_agent, p_hold.app_id, p_hold.build_id, p_duration_ms, p_first_token_ms, p_charge_lines, v_now
  ) on conflict (hold_id) do update set
    input_tokens = excluded.input_tokens, cached_tokens = excluded.cached_tokens,
    cache_write_tokens = excluded.cache_write_tokens, output_tokens = excluded.output_tokens,
    reasoning_tokens = excluded.reasoning_tokens, cost_pico = excluded.cost_pico, list_pico = excluded.list_pico,
    estimated = excluded.estimated, outcome = excluded.outcome, duration_ms = excluded.duration_ms,
    first_token_ms = excluded.first_token_ms, charge_lines = excluded.charge_lines;
  if v_adjustment <> 0 then
    perform post_ledger_entry(p_hold.customer_id, p_hold.api_key_id, 'adjustment', v_adjustment, p_hold.month, 'hold', p_hold.id::text);
  end if;
  if v_overrun > 0 then
    perform post_ledger_entry(p_hold.customer_id, p_hold.api_key_id, 'overrun', v_overrun, p_hold.month, 'hold', p_hold.id::text);
  end if;
end $$;

create function settle(
  p_hold_id uuid, p_outcome text, p_cost_pico bigint, p_list_pico bigint,
  p_input_tokens bigint, p_cached_tokens bigint, p_cache_write_tokens bigint, p_output_tokens bigint,
  p_reasoning_tokens bigint, p_estimated boolean, p_duration_ms integer, p_first_token_ms integer, p_warn_pct integer,
  p_charge_lines jsonb default null
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
      p_cache_write_tokens, p_output_tokens, p_reasoning_tokens, p_estimated, p_duration_ms, p_first_token_ms, p_charge_lines);
  elsif v_hold.state in ('expired', 'released') and v_hold.late_at is null then
    perform adjust_late_hold(v_hold, p_outcome, p_cost_pico, p_list_pico, p_input_tokens, p_cached_tokens,
      p_cache_write_tokens, p_output_tokens, p_reasoning_tokens, p_estimated, p_duration_ms, p_first_token_ms, p_charge_lines);
  else
    booked := false;
  end if;

  alerts := case when booked then note_alerts(v_hold.customer_id, v_hold.api_key_id, v_hold.month, p_warn_pct) else '{}' end;
  select h.month, h.charged_pico, h.overrun_pico into month, charged_pico, overrun_pico from holds h where h.id = p_hold_id;
  select p.* into customer_cap_pico, customer_spent_pico, customer_held_pico, key_cap_pico, key_spent_pico, key_held_pico
    from month_position(v_hold.customer_id, v_hold.api_key_id, v_hold.month) p;
  return next;
end $$;

create function settle_job(
  p_id uuid, p_status text, p_output_text text, p_blob_key text, p_output_len integer, p_tool_calls jsonb, p_finish_reason text,
  p_error_code text, p_error text,
  p_outcome text, p_cost_pico bigint, p_list_pico bigint, p_input_tokens bigint, p_cached_tokens bigint, p_cache_write_tokens bigint,
  p_output_tokens bigint, p_reasoning_tokens bigint, p_estimated boolean, p_duration_ms integer, p_first_token_ms integer,
  p_warn_pct integer, p_charge_lines jsonb default null
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
    p_cache_write_tokens, p_output_tokens, p_reasoning_tokens, p_estimated, p_duration_ms, p_first_token_ms, p_warn_pct,
    p_charge_lines);
  perform complete_job(p_id, p_status, p_output_text, p_blob_key, p_output_len, p_tool_calls, p_finish_reason, p_error_code, p_error);
end $$;

-- Lists the calls whose lines do not come to what was charged and what was used above the hold, or to what the vendor takes. Only an
-- estimate may be more than was booked: it stops at the hold.
create function check_charge_lines(p_customer_id bigint default null)
returns table (customer_id bigint, problem text, subject text, expected numeric, found numeric)
language sql stable as $$
  select e.customer_id, 'usage_events.charge_lines', concat('hold ', e.hold_id), e.cost_pico + h.overrun_pico, l.price
    from usage_events e
    join holds h on h.id = e.hold_id
    cross join lateral (
      select coalesce(sum(units * price_pico), 0) as price, coalesce(sum(units * list_pico), 0) as list
        from jsonb_to_recordset(e.charge_lines) as line (units numeric, list_pico numeric, price_pico numeric)
    ) l
   where (p_customer_id is null or e.customer_id = p_customer_id) and e.charge_lines is not null
     and (l.list <> e.list_pico or l.price < e.cost_pico + h.overrun_pico
          or l.price > e.cost_pico + h.overrun_pico and not e.estimated)
$$;

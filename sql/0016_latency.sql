-- How long calls take, as sums per day beside the others: an average over any of them costs no look at an event.

alter table daily_usage
  -- Of the timed calls together, from the request until the answer was complete.
  add column duration_ms bigint not null default 0 check (duration_ms >= 0),
  add column timed_calls bigint not null default 0 check (timed_calls >= 0),
  -- Of the calls that showed a first token, until it was there.
  add column first_token_ms bigint not null default 0 check (first_token_ms >= 0),
  add column first_token_calls bigint not null default 0 check (first_token_calls >= 0);

-- What a lost call took is when the sweep came by, and says nothing about the answer.
create function answer_ms(p_outcome text, p_ms integer) returns integer language sql immutable as $$
  select case when p_outcome <> 'lost' then p_ms end
$$;

create or replace function add_daily_usage() returns trigger language plpgsql as $$
declare
  v_before usage_events;
  v_duration_ms constant integer := answer_ms(new.outcome, new.duration_ms);
  v_first_token_ms constant integer := answer_ms(new.outcome, new.first_token_ms);
  v_duration_before_ms integer;
  v_first_token_before_ms integer;
begin
  if tg_op = 'UPDATE' then
    v_before := old;
    v_duration_before_ms := answer_ms(old.outcome, old.duration_ms);
    v_first_token_before_ms := answer_ms(old.outcome, old.first_token_ms);
    if (old.customer_id, old.month, old.created_at, old.api_key_id, old.provider, old.model)
       is distinct from (new.customer_id, new.month, new.created_at, new.api_key_id, new.provider, new.model) then
      raise exception 'a usage event keeps its owner, its time and its model' using errcode = 'restrict_violation';
    end if;
  end if;
  insert into daily_usage as d (
    customer_id, month, day, api_key_id, provider, model, calls, estimated, unfinished, cost_pico, list_pico,
    input_tokens, cached_tokens, cache_write_tokens, output_tokens, reasoning_tokens,
    duration_ms, timed_calls, first_token_ms, first_token_calls
  ) values (
    new.customer_id, new.month, (new.created_at at time zone 'UTC')::date, new.api_key_id, new.provider, new.model,
    1, new.estimated::int, (new.outcome <> 'completed')::int, new.cost_pico, new.list_pico,
    new.input_tokens, new.cached_tokens, new.cache_write_tokens, new.output_tokens, new.reasoning_tokens,
    coalesce(v_duration_ms, 0), (v_duration_ms is not null)::int,
    coalesce(v_first_token_ms, 0), (v_first_token_ms is not null)::int
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
    reasoning_tokens = d.reasoning_tokens + excluded.reasoning_tokens - coalesce(v_before.reasoning_tokens, 0),
    duration_ms = d.duration_ms + excluded.duration_ms - coalesce(v_duration_before_ms, 0),
    timed_calls = d.timed_calls + excluded.timed_calls - (v_duration_before_ms is not null)::int,
    first_token_ms = d.first_token_ms + excluded.first_token_ms - coalesce(v_first_token_before_ms, 0),
    first_token_calls = d.first_token_calls + excluded.first_token_calls - (v_first_token_before_ms is not null)::int;
  return null;
end $$;

-- No call may be settled between adding up what is there and counting what comes.
lock table usage_events in share row exclusive mode;

update daily_usage d
   set duration_ms = e.duration_ms, timed_calls = e.timed_calls, first_token_ms = e.first_token_ms,
       first_token_calls = e.first_token_calls
  from (
    select customer_id, month, (created_at at time zone 'UTC')::date as day, api_key_id, provider, model,
           coalesce(sum(answer_ms(outcome, duration_ms)), 0) as duration_ms,
           count(answer_ms(outcome, duration_ms)) as timed_calls,
           coalesce(sum(answer_ms(outcome, first_token_ms)), 0) as first_token_ms,
           count(answer_ms(outcome, first_token_ms)) as first_token_calls
      from usage_events group by 1, 2, 3, 4, 5, 6
  ) e
 where (d.customer_id, d.month, d.day, d.api_key_id, d.provider, d.model)
     = (e.customer_id, e.month, e.day, e.api_key_id, e.provider, e.model);

-- Every disagreement between the sums per day and the events (of one customer, or of all with null): beside check_books(),
-- which proves the events against the ledger. Books in order give no row.
create or replace function check_daily_usage(p_customer_id bigint default null)
returns table (customer_id bigint, problem text, subject text, expected numeric, found numeric)
language sql stable as $$
  select customer_id, 'daily_usage.' || c.name, concat('key ', api_key_id, ' ', day, ' ', provider, '/', model), c.expected, c.found
    from (select * from daily_usage where p_customer_id is null or customer_id = p_customer_id) d
    full join (
      select customer_id, month, (created_at at time zone 'UTC')::date as day, api_key_id, provider, model,
             count(*) as n, sum(cost_pico) as cost, sum(list_pico) as list, sum(input_tokens) as input, sum(output_tokens) as output,
             sum(answer_ms(outcome, duration_ms)) as duration, count(answer_ms(outcome, duration_ms)) as timed,
             sum(answer_ms(outcome, first_token_ms)) as first_token, count(answer_ms(outcome, first_token_ms)) as first_tokens
        from usage_events where p_customer_id is null or customer_id = p_customer_id
       group by 1, 2, 3, 4, 5, 6
    ) e using (customer_id, month, day, api_key_id, provider, model)
   cross join lateral (values
     ('calls', coalesce(e.n, 0)::numeric, coalesce(d.calls, 0)::numeric),
     ('cost_pico', coalesce(e.cost, 0), coalesce(d.cost_pico, 0)),
     ('list_pico', coalesce(e.list, 0), coalesce(d.list_pico, 0)),
     ('input_tokens', coalesce(e.input, 0), coalesce(d.input_tokens, 0)),
     ('output_tokens', coalesce(e.output, 0), coalesce(d.output_tokens, 0)),
     ('duration_ms', coalesce(e.duration, 0), coalesce(d.duration_ms, 0)),
     ('timed_calls', coalesce(e.timed, 0), coalesce(d.timed_calls, 0)),
     ('first_token_ms', coalesce(e.first_token, 0), coalesce(d.first_token_ms, 0)),
     ('first_token_calls', coalesce(e.first_tokens, 0), coalesce(d.first_token_calls, 0))
   ) as c (name, expected, found)
   where c.expected <> c.found
$$;

import { z } from 'zod'
import { all, sql, type Database } from '../../netlify/functions/_lib/db/database.ts'

const nothing = z.record(z.string(), z.unknown())

// Through admit and settle a million calls take an hour. This writes what they leave behind, set by set, with row triggers and
// foreign keys off and indexes rebuilt at the end; whatIsWrong() finds afterwards what those would have refused. The ledger, which no
// report and no export reads, is left out.
const EVENTS = `
  create or replace function pg_temp.add_events(p_customer_id bigint, p_key_ids bigint[], p_rows integer) returns void
  language plpgsql set session_replication_role = replica set synchronous_commit = off set work_mem = '256MB'
  set maintenance_work_mem = '256MB' as $$
  declare
    v_month constant text := to_char(now() at time zone 'UTC', 'YYYY-MM');
    v_start constant timestamptz := date_trunc('month', now(), 'UTC');
    v_models constant text[] := array['openai/gpt-4o', 'openai/gpt-4o-mini', 'anthropic/claude-opus-4-6',
      'anthropic/claude-3-5-sonnet-20241022', 'gemini/gemini-2.5-flash', 'groq/llama-3.3-70b-versatile'];
    v_indexes text[];
    v_index record;
    v_definition text;
  begin
    for v_index in
      select i.indexrelid::regclass as name, pg_get_indexdef(i.indexrelid) as definition
        from pg_index i
       where i.indrelid in ('usage_events'::regclass, 'holds'::regclass)
         and not exists (select from pg_constraint c where c.conindid = i.indexrelid)
    loop
      v_indexes := v_indexes || v_index.definition;
      execute 'drop index ' || v_index.name;
    end loop;

    create temporary table made on commit drop as
    select n, (to_char(p_customer_id, 'FM00000000') || '-0000-4000-8000-' || to_char(n, 'FM000000000000'))::uuid as hold_id,
           p_key_ids[1 + n % cardinality(p_key_ids)] as api_key_id,
           split_part(v_models[1 + n / 7 % 6], '/', 1) as provider,
           case n when 5 then 'seldom-model' else split_part(v_models[1 + n / 7 % 6], '/', 2) end as model,
           20 + n % 4000 as input, n % 900 as output, 150000::bigint * (20 + n % 4000) + 600000 * (n % 900) + n % 997 as list,
           n % 50 = 0 as estimated, case when n % 20000 = 0 then 'DEADLINE' when n % 200 = 0 then 'UPSTREAM_ERROR' else 'completed' end as outcome,
           v_start + (now() - v_start) * (n::double precision / p_rows) as created_at
      from generate_series(1, p_rows) n;

    insert into holds (id, customer_id, api_key_id, month, state, amount_pico, floor_pico, charged_pico, surface, provider, model,
                       max_tokens, request_id, outcome, created_at, expires_at, resolved_at)
    select hold_id, p_customer_id, api_key_id, v_month, 'settled', list * 2 + 1, 1, list * 131 / 100, 'chat', provider, model, 1024,
           'request-' || n, outcome, created_at, created_at + interval '2 minutes', created_at
      from made;
    insert into usage_events (hold_id, customer_id, api_key_id, month, surface, provider, model, input_tokens, cached_tokens,
                              output_tokens, cost_pico, list_pico, estimated, outcome, request_id, install_id, app_id,
                              duration_ms, first_token_ms, created_at)
    select hold_id, p_customer_id, api_key_id, v_month, 'chat', provider, model, input, input / 3, output, list * 131 / 100, list,
           estimated, outcome, 'request-' || n, md5((n % 300)::text)::uuid::text, 'app-' || n % 5, 400 + n % 3000, 200, created_at
      from made order by n;
    insert into daily_usage (customer_id, month, day, api_key_id, provider, model, calls, estimated, unfinished, cost_pico,
                             list_pico, input_tokens, cached_tokens, output_tokens, duration_ms, timed_calls, first_token_ms,
                             first_token_calls)
    select p_customer_id, v_month, (created_at at time zone 'UTC')::date, api_key_id, provider, model, count(*),
           count(*) filter (where estimated), count(*) filter (where outcome <> 'completed'), sum(list * 131 / 100), sum(list),
           sum(input), sum(input / 3), sum(output), sum(400 + n % 3000), count(*), sum(200), count(*)
      from made group by 3, 4, 5, 6;
    insert into monthly_key_usage (api_key_id, customer_id, month, spent_pico, list_pico, input_tokens, output_tokens, calls)
    select api_key_id, p_customer_id, v_month, sum(cost_pico), sum(list_pico), sum(input_tokens), sum(output_tokens), sum(calls)
      from daily_usage where customer_id = p_customer_id and month = v_month group by 1;
    insert into monthly_usage (customer_id, month, spent_pico, list_pico, input_tokens, output_tokens, calls)
    select p_customer_id, v_month, sum(spent_pico), sum(list_pico), sum(input_tokens), sum(output_tokens), sum(calls)
      from monthly_key_usage where customer_id = p_customer_id and month = v_month;

    foreach v_definition in array v_indexes loop
      execute v_definition;
    end loop;
  end $$`

/** Gives a customer without usage so many settled calls in this month, spread over the keys, over models and days. */
export const addEvents = async (
  db: Database,
  { customerId, keyIds, rows }: { customerId: string; keyIds: readonly string[]; rows: number },
): Promise<void> => {
  await all(db, { text: EVENTS, values: [], row: nothing })
  await all(db, sql(nothing)`select pg_temp.add_events(${customerId}, ${keyIds}, ${rows})`)
  await all(db, sql(nothing)`vacuum analyze`)
}

/** Events that hang in the air, and sums that are not theirs. */
export const whatIsWrong = (db: Database, customerId: string): Promise<Record<string, unknown>[]> =>
  all(
    db,
    sql(nothing)`
      select 'event' as problem, e.id::text as subject
        from usage_events e
        left join holds h on h.id = e.hold_id and h.charged_pico = e.cost_pico
         and (h.customer_id, h.api_key_id, h.month) = (e.customer_id, e.api_key_id, e.month)
        left join api_keys k on (k.id, k.customer_id) = (e.api_key_id, e.customer_id)
       where e.customer_id = ${customerId} and (h.id is null or k.id is null)
      union all
      select problem, subject from check_daily_usage(${customerId})`,
  )

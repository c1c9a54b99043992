import { z } from 'zod'
import { all, sql } from '../../netlify/functions/_lib/db/database.ts'
import type { Payer } from './books.ts'
import type { Session } from './session.ts'

const nothing = z.record(z.string(), z.unknown())

// Written set by set, because 200,000 calls through admit and settle take minutes; the books that come of it are complete, with
// the hash chain, and check_books() replays them like any others. Append-only triggers and foreign keys are off meanwhile.
const CALLS = `
  create or replace function pg_temp.add_history(p_customer_id bigint, p_key_id bigint, p_rows integer) returns void
  language plpgsql set session_replication_role = replica as $$
  declare
    v_month constant text := to_char(now() at time zone 'UTC', 'YYYY-MM');
    v_entry ledger_entries;
    v_id uuid;
  begin
    select last_seq, last_hash into v_entry.seq, v_entry.hash from customer_books where customer_id = p_customer_id for update;
    insert into holds (id, customer_id, api_key_id, month, state, amount_pico, floor_pico, charged_pico, surface, provider, model,
                       max_tokens, request_id, outcome, created_at, expires_at, resolved_at)
    select gen_random_uuid(), p_customer_id, p_key_id, v_month, 'settled', 5000000, 1000000, 2000000, 'chat', 'openai', 'bench',
           256, 'history-' || n, 'completed', now(), now() + interval '2 minutes', now()
      from generate_series(1, p_rows) n;
    insert into usage_events (hold_id, customer_id, api_key_id, month, surface, provider, model, input_tokens, output_tokens,
                              cost_pico, list_pico, estimated, outcome, request_id, created_at)
    select id, customer_id, api_key_id, month, surface, provider, model, 200, 100, charged_pico, 1500000, false, outcome,
           request_id, created_at
      from holds where customer_id = p_customer_id and request_id like 'history-%';
    for v_id in select id from holds where customer_id = p_customer_id and request_id like 'history-%' loop
      v_entry := row(p_customer_id, v_entry.seq + 1, 'charge', 2000000, v_month, p_key_id, 'hold', v_id::text,
                     clock_timestamp(), v_entry.hash, null)::ledger_entries;
      v_entry.hash := ledger_entry_hash(v_entry);
      insert into ledger_entries select (v_entry).*;
    end loop;
    update customer_books set last_seq = v_entry.seq, last_hash = v_entry.hash where customer_id = p_customer_id;
    update monthly_usage set spent_pico = spent_pico + 2000000::bigint * p_rows, calls = calls + p_rows
     where customer_id = p_customer_id and month = v_month;
    update monthly_key_usage set spent_pico = spent_pico + 2000000::bigint * p_rows, calls = calls + p_rows
     where api_key_id = p_key_id and month = v_month;
  end $$`

/** Gives a payer, who has been charged before, so many settled calls in this month; `rows` events are in the books afterwards. */
export const addHistory = async (db: Session, payer: Payer, rows: number): Promise<void> => {
  await all(db, { text: CALLS, values: [], row: nothing })
  await all(db, sql(nothing)`select pg_temp.add_history(${payer.customerId}, ${payer.keyId}, ${rows})`)
}

/**
 * Adds other customers with a key, devices, counters, idempotency keys and months that have passed, so that every table of the hot path is
 * too large to be read as a whole.
 */
export const addNeighbours = async (db: Session, count: number): Promise<void> => {
  const statements = [
    sql(
      nothing,
    )`insert into customers (email) select 'neighbour-' || n || '@example.com' from generate_series(1, ${count}::int) n`,
    sql(nothing)`insert into api_keys (customer_id, key_hash, key_last4, label)
      select id, encode(sha256(convert_to(email, 'UTF8')), 'hex'), 'test', 'neighbour'
        from customers where email like 'neighbour-%'`,
    sql(nothing)`insert into key_devices (api_key_id, customer_id, install_id)
      select id, customer_id, 'device-' || n from api_keys, generate_series(1, 4) n where label = 'neighbour'`,
    sql(nothing)`insert into rate_limit_windows (customer_id, api_key_id, window_kind, window_start, count)
      select customer_id, id, 'minute', date_trunc('minute', now(), 'UTC') - n * interval '1 minute', 1
        from api_keys, generate_series(1, 10) n where label = 'neighbour'`,
    sql(nothing)`insert into idempotency_keys (customer_id, api_key_id, idempotency_key, request_hash, owner, hold_id,
                                               running_until, created_at)
      select customer_id, id, 'request-' || n, repeat('0', 64), gen_random_uuid(), gen_random_uuid(), now(), now()
        from api_keys, generate_series(1, 10) n where label = 'neighbour'`,
    sql(nothing)`insert into monthly_usage (customer_id, month)
      select customer_id, '2020-' || to_char(n, 'FM00') from api_keys, generate_series(1, 6) n where label = 'neighbour'`,
    sql(nothing)`insert into monthly_key_usage (customer_id, api_key_id, month)
      select customer_id, id, '2020-' || to_char(n, 'FM00') from api_keys, generate_series(1, 6) n where label = 'neighbour'`,
    sql(nothing)`analyze`,
  ]
  for (const statement of statements) await all(db, statement)
}

-- As before, and: a call that is withdrawn lets go of its idempotency key at once, so that the client may try again; until now the key
-- looked as if its call were still running until the hold's time was over.
create or replace function release(p_hold_id uuid, p_outcome text, p_withdraw boolean)
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
      delete from idempotency_keys i where i.api_key_id = v_hold.api_key_id and i.hold_id = p_hold_id and i.answer_status is null;
    end if;
  end if;
  month := v_hold.month;
  select p.* into customer_cap_pico, customer_spent_pico, customer_held_pico, key_cap_pico, key_spent_pico, key_held_pico
    from month_position(v_hold.customer_id, v_hold.api_key_id, v_hold.month) p;
  return next;
end $$;

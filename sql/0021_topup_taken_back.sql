-- Takes back a top-up by hand, all of it and once: what an operator does who has mistyped one. What was spent of it stays spent, and
-- stops further calls of that month until the cap is raised. A payment through Stripe is refunded there instead.
create function take_back_top_up(p_customer_id bigint, p_request_id text, p_actor text) returns table (
  -- 'TAKEN_BACK', 'REPEATED' (it was before), 'NOT_FOUND'.
  verdict text,
  month text,
  amount_cents integer
) language plpgsql
set lock_timeout = '5s'
as $$
#variable_conflict use_column
declare
  v_topup topup_events;
begin
  -- In the order of top_up(): the request, then the customer's books.
  perform pg_advisory_xact_lock(hashtextextended('topup:' || p_request_id, 0));
  select * into v_topup from topup_events t
   where t.request_id = p_request_id and t.customer_id = p_customer_id and t.source = 'manual';
  if not found then
    verdict := 'NOT_FOUND'; return next; return;
  end if;
  month := v_topup.month;
  amount_cents := v_topup.amount_cents;
  if v_topup.reversed_cents = v_topup.amount_cents then
    verdict := 'REPEATED'; return next; return;
  end if;
  perform 1 from customer_books b where b.customer_id = p_customer_id for update;
  update topup_events t set reversed_cents = t.amount_cents where t.id = v_topup.id;
  perform move_credit(p_customer_id, 'refund', v_topup.month, v_topup.amount_cents, 'manual', p_request_id);
  insert into audit_events (actor, action, target, meta)
  values (p_actor, 'TOPUP_TAKEN_BACK', 'customer:' || p_customer_id, jsonb_build_object(
    'amount_cents', v_topup.amount_cents, 'month', v_topup.month, 'request_id', p_request_id));
  verdict := 'TAKEN_BACK';
  return next;
end $$;

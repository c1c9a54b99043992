-- Invoices: what a customer owes for a month, as it stood when it was issued, shown unchanged for ever after.

create table invoices (
  id               bigint generated always as identity primary key,
  customer_id      bigint not null references customers on delete restrict,
  month            text not null check (month ~ '^\d{4}-(0[1-9]|1[0-2])$'),
  -- 1, 2, 3 … without a gap: the last one counts.
  revision         integer not null check (revision > 0),
  -- Everything that an invoice shows, money as decimal text of pico-dollars: prices, labels and plans may change, this does not.
  snapshot         jsonb not null check (jsonb_typeof(snapshot) = 'object'),
  -- Below zero: credit is left.
  amount_due_pico  bigint not null generated always as ((snapshot #>> '{totals,amount_due_pico}')::bigint) stored,
  issued_at        timestamptz not null,
  issued_by        text not null,
  unique (customer_id, month, revision),
  check (snapshot ->> 'month' = month and (snapshot ->> 'revision')::integer = revision)
);

create trigger invoices_append_only before update or delete on invoices
  for each row execute function refuse_change();
create trigger invoices_no_truncate before truncate on invoices
  for each statement execute function refuse_change();

-- The first instant after a month.
create function end_of_month(p_month text) returns timestamptz language sql immutable as $$
  select (make_date(left(p_month, 4)::integer, right(p_month, 2)::integer, 1) + interval '1 month') at time zone 'UTC'
$$;

-- What a customer's plan costs in a month: nothing before the customer was there, nor while disabled, unless there were calls.
create function plan_fee_cents_of(p_customer customers, p_month text, p_calls bigint) returns integer language sql immutable as $$
  select case when p_customer.created_at < end_of_month(p_month) and (p_customer.is_active or p_calls > 0)
              then p_customer.plan_fee_cents else 0 end
$$;

create function invoice_time(p_instant timestamptz) returns text language sql stable as $$
  select to_char(p_instant at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;

-- What an invoice of the month would say now; null when there is no such customer. All of it is of one moment, the one that the
-- calling statement sees. Raises when usage, its lines and its keys are not the same to the pico-dollar, or top-ups and credit.
create function invoice_snapshot(p_customer_id bigint, p_month text, p_seller text) returns jsonb
language plpgsql stable as $$
declare
  v_customer customers;
  v_month monthly_usage;
  v_spent numeric;
  v_extra numeric;
  v_plan numeric;
  v_keys jsonb;
  v_lines jsonb;
  v_topups jsonb;
  v_by_key numeric;
  v_by_line numeric;
  v_by_topup numeric;
begin
  select * into v_customer from customers c where c.id = p_customer_id;
  if not found then
    return null;
  end if;
  select * into v_month from monthly_usage m where m.customer_id = p_customer_id and m.month = p_month;
  v_spent := coalesce(v_month.spent_pico, 0);
  v_extra := coalesce(v_month.extra_pico, 0);
  v_plan := plan_fee_cents_of(v_customer, p_month, v_month.calls) * 10000000000::numeric;

  -- Dearest first. A key whose calls were all given back is not mentioned.
  select coalesce(jsonb_agg(jsonb_build_object(
           'api_key_id', k.id::text, 'key_last4', k.key_last4, 'label', k.label, 'spent_pico', u.spent_pico::text,
           'input_tokens', u.input_tokens, 'output_tokens', u.output_tokens, 'calls', u.calls
         ) order by u.spent_pico desc, k.id), '[]'), coalesce(sum(u.spent_pico), 0)
    into v_keys, v_by_key
    from monthly_key_usage u join api_keys k on k.id = u.api_key_id
   where u.customer_id = p_customer_id and u.month = p_month and u.calls > 0;

  -- The events' input includes what was read from a cache and written to one; here the three are apart. Output includes reasoning.
  select coalesce(jsonb_agg(jsonb_build_object(
           'api_key_id', k.id::text, 'key_last4', k.key_last4, 'label', k.label, 'provider', d.provider, 'model', d.model,
           'calls', d.calls, 'estimated_calls', d.estimated,
           'input_tokens', d.input_tokens - d.cached_tokens - d.cache_write_tokens, 'cached_tokens', d.cached_tokens,
           'cache_write_tokens', d.cache_write_tokens, 'output_tokens', d.output_tokens,
           'reasoning_tokens', d.reasoning_tokens, 'amount_pico', d.cost_pico::text
         ) order by u.spent_pico desc, k.id, d.cost_pico desc, d.provider, d.model), '[]'), coalesce(sum(d.cost_pico), 0)
    into v_lines, v_by_line
    from (
      select api_key_id, provider, model, sum(calls) as calls, sum(estimated) as estimated, sum(cost_pico) as cost_pico,
             sum(input_tokens) as input_tokens, sum(cached_tokens) as cached_tokens,
             sum(cache_write_tokens) as cache_write_tokens, sum(output_tokens) as output_tokens,
             sum(reasoning_tokens) as reasoning_tokens
        from daily_usage where customer_id = p_customer_id and month = p_month
       group by api_key_id, provider, model
    ) d
    join api_keys k on k.id = d.api_key_id
    join monthly_key_usage u on u.api_key_id = d.api_key_id and u.month = p_month;

  select coalesce(jsonb_agg(jsonb_build_object(
           'amount_cents', t.amount_cents, 'reversed_cents', t.reversed_cents, 'source', t.source,
           'stripe_session_id', t.stripe_session_id, 'status', t.status, 'created_at', invoice_time(t.created_at)
         ) order by t.created_at, t.id), '[]'), coalesce(sum(t.amount_cents - t.reversed_cents), 0) * 10000000000
    into v_topups, v_by_topup
    from topup_events t where t.customer_id = p_customer_id and t.month = p_month;

  if v_by_key <> v_spent or v_by_line <> v_spent or v_by_topup <> v_extra then
    raise exception 'the books of customer % for % do not add up: % spent, % by key, % by line; % paid in, % by top-up',
      p_customer_id, p_month, v_spent, v_by_key, v_by_line, v_extra, v_by_topup
      using errcode = 'integrity_constraint_violation';
  end if;

  return jsonb_build_object(
    'seller', p_seller, 'generated_at', invoice_time(statement_timestamp()), 'month', p_month, 'revision', null,
    'customer', jsonb_build_object(
      'id', v_customer.id::text, 'email', v_customer.email, 'plan_name', v_customer.plan_name,
      'monthly_cap_cents', v_customer.monthly_cap_cents, 'stripe_customer_id', v_customer.stripe_customer_id),
    'totals', jsonb_build_object(
      'cap_pico', greatest(0, v_customer.monthly_cap_cents * 10000000000::numeric + v_extra)::text,
      'extra_pico', v_extra::text, 'spent_pico', v_spent::text, 'plan_fee_pico', v_plan::text, 'push_total_pico', '0',
      'grand_total_pico', (v_spent + v_plan)::text, 'amount_due_pico', (v_spent + v_plan - v_extra)::text,
      'calls', coalesce(v_month.calls, 0), 'input_tokens', coalesce(v_month.input_tokens, 0),
      'output_tokens', coalesce(v_month.output_tokens, 0)),
    'keys', v_keys, 'line_items', v_lines, 'topups', v_topups,
    'auto_topup', jsonb_build_object(
      'enabled', v_customer.auto_topup_enabled, 'threshold_cents', v_customer.auto_topup_threshold_cents,
      'amount_cents', v_customer.auto_topup_amount_cents),
    'push', null);
end $$;

-- Issues the next revision of a month's invoice. With p_only_first: unless one was issued since the month ended (one from within
-- the month shows a part of it only), so that it can be asked for again and again.
create function issue_invoice(p_customer_id bigint, p_month text, p_actor text, p_only_first boolean, p_seller text)
returns table (
  -- 'ISSUED', 'EXISTS', 'NOT_FOUND' (no such customer).
  verdict text,
  snapshot jsonb
) language plpgsql
set lock_timeout = '5s'
as $$
#variable_conflict use_column
declare
  v_revision integer;
  v_now timestamptz;
begin
  perform 1 from customer_books b where b.customer_id = p_customer_id for update;
  if not found then
    verdict := 'NOT_FOUND'; return next; return;
  end if;
  if p_only_first and exists (
    select 1 from invoices i
     where i.customer_id = p_customer_id and i.month = p_month and i.issued_at >= end_of_month(p_month)
  ) then
    verdict := 'EXISTS'; return next; return;
  end if;
  select coalesce(max(i.revision), 0) + 1 into v_revision
    from invoices i where i.customer_id = p_customer_id and i.month = p_month;
  v_now := clock_timestamp();
  snapshot := invoice_snapshot(p_customer_id, p_month, p_seller)
    || jsonb_build_object('revision', v_revision, 'generated_at', invoice_time(v_now));
  insert into invoices (customer_id, month, revision, snapshot, issued_at, issued_by)
  values (p_customer_id, p_month, v_revision, snapshot, v_now, p_actor);
  insert into audit_events (actor, action, target, meta)
  values (p_actor, 'INVOICE_ISSUE', 'customer:' || p_customer_id, jsonb_build_object('month', p_month,
          'revision', v_revision, 'amount_due_pico', snapshot #>> '{totals,amount_due_pico}'));
  verdict := 'ISSUED';
  return next;
end $$;

-- The next customers, by id, who are to get an invoice for a month that has ended: with calls, top-ups or a plan to pay for, without
-- an invoice from since then, and with no call still open, because what it costs is not known yet.
create function invoices_due(p_month text, p_after bigint, p_limit integer) returns table (customer_id bigint)
language sql stable as $$
  select c.id
    from customers c
    left join monthly_usage m on m.customer_id = c.id and m.month = p_month
   where c.id > p_after and coalesce(m.held_pico, 0) = 0
     and (m.calls > 0 or plan_fee_cents_of(c, p_month, m.calls) > 0
          or exists (select 1 from topup_events t where t.customer_id = c.id and t.month = p_month))
     and not exists (
       select 1 from invoices i where i.customer_id = c.id and i.month = p_month and i.issued_at >= end_of_month(p_month)
     )
   order by c.id
   limit p_limit
$$;

-- Money in: top-ups by hand and through Stripe, and what refunds and lost disputes take back.

-- What was paid in: one row per credit. Its ledger entry is topup/manual/<request id>, or topup/stripe_checkout/<session id>.
create table topup_events (
  id                 bigint generated always as identity primary key,
  customer_id        bigint not null references customers on delete restrict,
  month              text not null check (month ~ '^\d{4}-(0[1-9]|1[0-2])$'),
  amount_cents       integer not null check (amount_cents between 1 and 100000000),
  source             text not null check (source in ('manual', 'stripe')),
  -- By hand: the request that makes it once.
  request_id         text unique check (length(request_id) between 1 and 255),
  stripe_session_id  text unique,
  -- Stripe's PaymentIntent: what a checkout session, its refunds and its disputes have in common.
  payment_id         text unique,
  -- Refunded so far, lost in disputes so far, and what of the two was taken back: never more than was paid in.
  refunded_cents     bigint not null default 0 check (refunded_cents >= 0),
  lost_cents         bigint not null default 0 check (lost_cents >= 0),
  reversed_cents     integer not null default 0 check (reversed_cents between 0 and amount_cents),
  status             text not null generated always as (
    case when reversed_cents = 0 then 'applied' when reversed_cents < amount_cents then 'partly_reversed' else 'reversed' end
  ) stored,
  created_at         timestamptz not null default now(),
  check ((source = 'manual') = (request_id is not null) and (source = 'stripe') = (stripe_session_id is not null))
);

create index topup_events_customer_idx on topup_events (customer_id, id desc);

-- One row per event of Stripe's that was acted upon or may yet have to be: what makes a repeated delivery harmless.
create table stripe_events (
  event_id      text primary key check (length(event_id) between 1 and 255),
  event_type    text not null,
  -- The checkout session, charge or dispute that it is about.
  subject_id    text not null check (length(subject_id) between 1 and 200 and subject_id !~ '[\r\n]'),
  payment_id    text check (length(payment_id) between 1 and 200),
  customer_id   bigint references customers on delete restrict,
  -- paid and unpaid sessions; refunded charges (amount_cents: all of their refunds so far); disputes open, won and lost.
  fact          text not null check (fact in ('paid', 'unpaid', 'failed', 'refunded', 'dispute_open', 'dispute_won', 'dispute_lost')),
  amount_cents  bigint not null check (amount_cents >= 0),
  -- Refunds and lost disputes: whether their payment's credit has been reduced by them. They may come before the credit.
  applied       boolean not null default false,
  created_at    timestamptz not null,
  received_at   timestamptz not null default now()
);

create index stripe_events_payment_idx on stripe_events (payment_id) where fact in ('refunded', 'dispute_lost');

-- Raises (kind topup) or lowers (kind refund) what was paid in for a month, with its ledger entry. The caller holds the lock on
-- the customer's row of customer_books.
create function move_credit(
  p_customer_id bigint, p_kind text, p_month text, p_amount_cents bigint, p_source_kind text, p_source_id text
) returns void language plpgsql as $$
declare
  v_pico constant bigint := p_amount_cents * 10000000000;
  v_change constant bigint := case p_kind when 'topup' then v_pico when 'refund' then -v_pico end;
begin
  insert into monthly_usage as m (customer_id, month, extra_pico) values (p_customer_id, p_month, v_change)
  on conflict (customer_id, month) do update set extra_pico = m.extra_pico + v_change, updated_at = clock_timestamp();
  perform post_ledger_entry(p_customer_id, null, p_kind, v_pico, p_month, p_source_kind, p_source_id);
end $$;

create function current_month() returns text language sql volatile as $$
  select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM')
$$;

-- Credits a customer by hand, once per request id. Without a month: the current one.
create function top_up(p_customer_id bigint, p_month text, p_amount_cents integer, p_request_id text, p_actor text)
returns table (
  -- 'CREDITED', 'REPEATED' (this request was carried out before), 'MISMATCH' (it was another one), 'NOT_FOUND', 'TOO_MUCH'.
  verdict text,
  month text
) language plpgsql
set lock_timeout = '5s'
as $$
#variable_conflict use_column
declare
  v_earlier topup_events;
begin
  perform pg_advisory_xact_lock(hashtextextended('topup:' || p_request_id, 0));
  select * into v_earlier from topup_events t where t.request_id = p_request_id;
  if found then
    month := v_earlier.month;
    verdict := case when v_earlier.customer_id = p_customer_id and v_earlier.amount_cents = p_amount_cents
                     and v_earlier.month = coalesce(p_month, v_earlier.month) then 'REPEATED' else 'MISMATCH' end;
    return next; return;
  end if;
  perform 1 from customer_books b where b.customer_id = p_customer_id for update;
  if not found then
    verdict := 'NOT_FOUND'; return next; return;
  end if;
  month := coalesce(p_month, current_month());
  -- As the check of monthly_usage.extra_pico has it.
  if exists (select 1 from monthly_usage m where m.customer_id = p_customer_id and m.month = top_up.month
              and m.extra_pico + p_amount_cents::numeric * 10000000000 > 4000000000000000000) then
    verdict := 'TOO_MUCH'; return next; return;
  end if;
  insert into topup_events (customer_id, month, amount_cents, source, request_id)
  values (p_customer_id, month, p_amount_cents, 'manual', p_request_id);
  perform move_credit(p_customer_id, 'topup', month, p_amount_cents, 'manual', p_request_id);
  insert into audit_events (actor, action, target, meta)
  values (p_actor, 'TOPUP_MANUAL', 'customer:' || p_customer_id,
          jsonb_build_object('amount_cents', p_amount_cents, 'month', month, 'request_id', p_request_id));
  verdict := 'CREDITED';
  return next;
end $$;

-- Takes back what the refunds and lost disputes of a credited payment have not yet taken back, and returns how much: all in all
-- refunded + lost, at most the credit, so the sum is the same in whatever order they came. The caller holds the payment's lock
-- and the customer's.
create function apply_reversals(p_payment_id text) returns integer language plpgsql as $$
declare
  v_topup topup_events;
  v_event stripe_events;
  v_taken integer;
  v_total integer := 0;
begin
  select * into v_topup from topup_events t where t.payment_id = p_payment_id;
  if not found then
    return 0;
  end if;
  for v_event in
    select * from stripe_events e
     where e.payment_id = p_payment_id and e.fact in ('refunded', 'dispute_lost') and not e.applied
     order by e.created_at, e.event_id
  loop
    if v_event.fact = 'refunded' then
      -- Stripe gives the sum of a charge's refunds, so an older event that comes late says nothing new.
      v_topup.refunded_cents := greatest(v_topup.refunded_cents, v_event.amount_cents);
    elsif not exists (
      select 1 from stripe_events e where e.payment_id = p_payment_id and e.fact = 'dispute_lost' and e.applied
         and e.subject_id = v_event.subject_id
    ) then
      v_topup.lost_cents := v_topup.lost_cents + v_event.amount_cents;
    end if;
    update stripe_events e set applied = true, customer_id = v_topup.customer_id where e.event_id = v_event.event_id;
    v_taken := least(v_topup.amount_cents, v_topup.refunded_cents + v_topup.lost_cents) - v_topup.reversed_cents;
    if v_taken > 0 then
      v_topup.reversed_cents := v_topup.reversed_cents + v_taken;
      perform move_credit(v_topup.customer_id, 'refund', v_topup.month, v_taken,
        case v_event.fact when 'refunded' then 'stripe_refund' else 'stripe_dispute' end,
        case v_event.fact when 'refunded' then v_event.subject_id || ':' || v_event.amount_cents else v_event.subject_id end);
      insert into audit_events (actor, action, target, meta)
      values ('system', 'TOPUP_REVERSED', 'customer:' || v_topup.customer_id, jsonb_build_object('amount_cents', v_taken,
              'month', v_topup.month, 'session_id', v_topup.stripe_session_id, 'event_id', v_event.event_id));
      v_total := v_total + v_taken;
    end if;
  end loop;
  update topup_events t set refunded_cents = v_topup.refunded_cents, lost_cents = v_topup.lost_cents,
         reversed_cents = v_topup.reversed_cents where t.id = v_topup.id;
  return v_total;
end $$;

-- Takes in one verified event of Stripe's about a checkout session, a charge or a dispute. What the books show afterwards depends on
-- which events came, not on their order or number: the event, the credit and what is taken back are one transaction.
create function receive_payment_event(
  p_event_id text, p_event_type text, p_created_at timestamptz, p_fact text, p_subject_id text, p_payment_id text,
  p_amount_cents bigint,
  -- Sessions only: who is credited, and in which month (null: the one in which the credit is made).
  p_customer_id bigint, p_month text
) returns table (
  -- 'CREDITED', 'REVERSED', 'RECORDED' (nothing to move, now or at all), 'REPEATED', 'NOT_FOUND' (no such customer).
  verdict text
) language plpgsql
set lock_timeout = '5s'
as $$
#variable_conflict use_column
declare
  v_customer_id bigint := p_customer_id;
  v_month constant text := coalesce(p_month, current_month());
begin
  verdict := 'RECORDED';
  if p_customer_id is not null and not exists (select 1 from customers c where c.id = p_customer_id) then
    verdict := 'NOT_FOUND'; return next; return;
  end if;
  insert into stripe_events (event_id, event_type, subject_id, payment_id, customer_id, fact, amount_cents, created_at)
  values (p_event_id, p_event_type, p_subject_id, p_payment_id, p_customer_id, p_fact, p_amount_cents, p_created_at)
  on conflict (event_id) do nothing;
  if not found then
    verdict := 'REPEATED'; return next; return;
  end if;
  if p_fact not in ('paid', 'refunded', 'dispute_lost') then
    return next; return;
  end if;

  -- A refund does not say whose it is, so that it and its session meet at the payment first, and at the customer after.
  perform pg_advisory_xact_lock(hashtextextended('payment:' || coalesce(p_payment_id, p_subject_id), 0));
  if v_customer_id is null then
    select t.customer_id into v_customer_id from topup_events t where t.payment_id = p_payment_id;
    if not found then
      return next; return;
    end if;
  end if;
  perform 1 from customer_books b where b.customer_id = v_customer_id for update;

  if p_fact = 'paid' and not exists (select 1 from topup_events t where t.stripe_session_id = p_subject_id) then
    insert into topup_events (customer_id, month, amount_cents, source, stripe_session_id, payment_id)
    values (v_customer_id, v_month, p_amount_cents, 'stripe', p_subject_id, p_payment_id);
    perform move_credit(v_customer_id, 'topup', v_month, p_amount_cents, 'stripe_checkout', p_subject_id);
    insert into audit_events (actor, action, target, meta)
    values ('system', 'TOPUP_STRIPE', 'customer:' || v_customer_id, jsonb_build_object('amount_cents', p_amount_cents,
            'month', v_month, 'session_id', p_subject_id, 'event_id', p_event_id));
    verdict := 'CREDITED';
  end if;
  if p_payment_id is not null and apply_reversals(p_payment_id) > 0 and verdict = 'RECORDED' then
    verdict := 'REVERSED';
  end if;
  return next;
end $$;

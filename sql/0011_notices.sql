-- What the gateway does on its own when spending crosses a line: it writes to somebody, and it charges a saved card.

-- Messages on their way to a web hook: at least once each, tried again until they arrive or are given up.
create table webhook_deliveries (
  id               bigint generated always as identity primary key,
  customer_id      bigint not null references customers on delete restrict,
  event_type       text not null check (event_type ~ '^[A-Z][A-Z_]*$'),
  payload          jsonb not null,
  -- Where it goes; null: where the customer's alerts go.
  url              text check (length(url) between 1 and 2000),
  -- dead: given up, until somebody asks for it again.
  state            text not null default 'pending' check (state in ('pending', 'delivered', 'dead')),
  attempts         integer not null default 0 check (attempts >= 0),
  -- When it is due; while it is under way, when it is due again if its sender vanished.
  next_attempt_at  timestamptz not null default now(),
  -- What the last attempt came to: an HTTP status, or a word of ours.
  last_status      integer,
  last_error       text check (length(last_error) <= 80),
  created_at       timestamptz not null default now(),
  delivered_at     timestamptz,
  check ((state = 'delivered') = (delivered_at is not null))
);

create index webhook_deliveries_due_idx on webhook_deliveries (next_attempt_at) where state = 'pending';
create index webhook_deliveries_customer_idx on webhook_deliveries (customer_id, id desc);

-- Takes up to p_limit due messages; for p_lease_seconds nobody else takes them.
create function claim_webhook_deliveries(p_limit integer, p_lease_seconds integer)
returns table (id bigint, customer_id bigint, event_type text, payload jsonb, attempts integer, created_at timestamptz, own_url text)
language sql as $$
  with due as (
    select d.id from webhook_deliveries d
     where d.state = 'pending' and d.next_attempt_at <= clock_timestamp()
     order by d.next_attempt_at, d.id limit p_limit for update skip locked
  ), claimed as (
    update webhook_deliveries d
       set attempts = d.attempts + 1, next_attempt_at = clock_timestamp() + make_interval(secs => p_lease_seconds)
      from due where d.id = due.id
    returning d.*
  )
  select c.id, c.customer_id, c.event_type, c.payload, c.attempts, c.created_at, coalesce(c.url, o.alert_webhook_url)
    from claimed c join customers o on o.id = c.customer_id
$$;

-- A customer's card at Stripe: what automatic top-ups are charged to.
alter table customers
  add column stripe_payment_method_id text check (length(stripe_payment_method_id) between 1 and 200),
  -- To be shown: brand and last four digits.
  add column card_label text check (length(card_label) between 1 and 60),
  -- When a card was last saved or removed, so that an old message about a card changes nothing.
  add column card_changed_at timestamptz,
  add constraint customers_card_check
    check ((card_saved_at is null) = (stripe_payment_method_id is null) and (card_saved_at is null or stripe_customer_id is not null));

-- A card belongs to its owner at Stripe: with another owner, or none, it is gone.
create function drop_foreign_card() returns trigger language plpgsql as $$
begin
  if new.stripe_payment_method_id is not distinct from old.stripe_payment_method_id then
    new.stripe_payment_method_id := null;
    new.card_label := null;
    new.card_saved_at := null;
    new.card_changed_at := clock_timestamp();
  end if;
  return new;
end $$;

create trigger customers_drop_foreign_card before update of stripe_customer_id on customers
  for each row when (old.stripe_payment_method_id is not null and old.stripe_customer_id is distinct from new.stripe_customer_id)
  execute function drop_foreign_card();

-- The month in which the threshold was crossed and a top-up was ordered; null once the credit has been above it again. What makes it
-- one top-up per crossing.
alter table customer_books add column auto_topup_month text;

create table auto_topups (
  -- Also what makes the charge once at Stripe.
  id                        uuid primary key default gen_random_uuid(),
  customer_id               bigint not null references customers on delete restrict,
  month                     text not null check (month ~ '^\d{4}-(0[1-9]|1[0-2])$'),
  amount_cents              integer not null check (amount_cents between 1 and 50000000),
  -- The card as it was when the threshold was crossed.
  stripe_customer_id        text not null,
  stripe_payment_method_id  text not null,
  state                     text not null default 'due' check (state in ('due', 'succeeded', 'failed')),
  attempts                  integer not null default 0 check (attempts >= 0),
  -- As for web hooks: when it is to be charged, or charged again if nobody knows what became of it.
  next_attempt_at           timestamptz not null default now(),
  payment_id                text unique check (length(payment_id) between 1 and 200),
  -- Why it failed, in a word.
  failure                   text check (length(failure) <= 80),
  created_at                timestamptz not null default now(),
  finished_at               timestamptz,
  check ((state = 'due') = (finished_at is null)),
  check (state <> 'succeeded' or payment_id is not null)
);

create unique index auto_topups_one_at_a_time on auto_topups (customer_id) where state = 'due';
create index auto_topups_due_idx on auto_topups (next_attempt_at) where state = 'due';
create index auto_topups_customer_idx on auto_topups (customer_id, month);

-- Credits of automatic top-ups have a payment and no checkout.
alter table topup_events
  drop constraint topup_events_source_check,
  drop constraint topup_events_check,
  add constraint topup_events_source_check check (source in ('manual', 'stripe', 'auto')),
  add constraint topup_events_check check (
    (source = 'manual') = (request_id is not null) and (source = 'stripe') = (stripe_session_id is not null)
    and (source <> 'auto' or payment_id is not null)
  );

-- Whoever changes the rules, the cap or the card starts afresh: the next call may order a top-up again.
create function rearm_auto_topup() returns trigger language plpgsql as $$
begin
  update customer_books set auto_topup_month = null where customer_id = new.id and auto_topup_month is not null;
  return null;
end $$;

create trigger customers_rearm_auto_topup
  after update of monthly_cap_cents, auto_topup_enabled, auto_topup_threshold_cents, auto_topup_amount_cents,
                  auto_topup_monthly_max_cents, stripe_payment_method_id on customers
  for each row when (
    (old.monthly_cap_cents, old.auto_topup_enabled, old.auto_topup_threshold_cents, old.auto_topup_amount_cents,
     old.auto_topup_monthly_max_cents, old.stripe_payment_method_id)
    is distinct from
    (new.monthly_cap_cents, new.auto_topup_enabled, new.auto_topup_threshold_cents, new.auto_topup_amount_cents,
     new.auto_topup_monthly_max_cents, new.stripe_payment_method_id)
  ) execute function rearm_auto_topup();

-- Orders a top-up when what is left of the month's credit has fallen under the threshold for the first time since it was last at or
-- above it, within the monthly maximum. True when one was ordered. The caller holds the lock on the customer's books.
create function order_auto_topup(p_customer_id bigint, p_month text) returns boolean language plpgsql as $$
declare
  v_customer customers;
  v_left bigint;
  v_ordered_month text;
begin
  select * into v_customer from customers c where c.id = p_customer_id;
  if not v_customer.auto_topup_enabled or v_customer.auto_topup_threshold_cents is null
     or v_customer.auto_topup_amount_cents is null or v_customer.stripe_payment_method_id is null
     or p_month <> current_month() then
    return false;
  end if;
  select greatest(0, v_customer.monthly_cap_cents::bigint * 10000000000 + m.extra_pico) - m.spent_pico into v_left
    from monthly_usage m where m.customer_id = p_customer_id and m.month = p_month;
  select b.auto_topup_month into v_ordered_month from customer_books b where b.customer_id = p_customer_id;
  if v_left is null then
    return false;
  elsif v_left >= v_customer.auto_topup_threshold_cents::bigint * 10000000000 then
    if v_ordered_month is not null then
      update customer_books set auto_topup_month = null where customer_id = p_customer_id;
    end if;
    return false;
  end if;
  if v_ordered_month = p_month
     or exists (select 1 from auto_topups a where a.customer_id = p_customer_id and a.state = 'due')
     or v_customer.auto_topup_amount_cents + (
          select coalesce(sum(a.amount_cents), 0) from auto_topups a
           where a.customer_id = p_customer_id and a.month = p_month and a.state <> 'failed'
        ) > v_customer.auto_topup_monthly_max_cents then
    return false;
  end if;
  update customer_books set auto_topup_month = p_month where customer_id = p_customer_id;
  insert into auto_topups (customer_id, month, amount_cents, stripe_customer_id, stripe_payment_method_id)
  values (p_customer_id, p_month, v_customer.auto_topup_amount_cents, v_customer.stripe_customer_id,
          v_customer.stripe_payment_method_id);
  return true;
end $$;

-- As before, and: credit that lifts what is left to the threshold ends a crossing.
create or replace function move_credit(
  p_customer_id bigint, p_kind text, p_month text, p_amount_cents bigint, p_source_kind text, p_source_id text
) returns void language plpgsql as $$
declare
  v_pico constant bigint := p_amount_cents * 10000000000;
  v_change constant bigint := case p_kind when 'topup' then v_pico when 'refund' then -v_pico end;
begin
  insert into monthly_usage as m (customer_id, month, extra_pico) values (p_customer_id, p_month, v_change)
  on conflict (customer_id, month) do update set extra_pico = m.extra_pico + v_change, updated_at = clock_timestamp();
  perform post_ledger_entry(p_customer_id, null, p_kind, v_pico, p_month, p_source_kind, p_source_id);
  update customer_books b set auto_topup_month = null
    from customers c, monthly_usage m
   where b.customer_id = p_customer_id and b.auto_topup_month = p_month and c.id = p_customer_id
     and m.customer_id = p_customer_id and m.month = p_month
     and greatest(0, c.monthly_cap_cents::bigint * 10000000000 + m.extra_pico) - m.spent_pico
         >= c.auto_topup_threshold_cents::bigint * 10000000000;
end $$;

-- Notes the thresholds that a month's spending has crossed for the first time, with a message each, and orders the automatic top-up.
-- A key shares its alerts, as its cap, with the keys that it was rotated from or to. The caller holds the lock.
create or replace function note_alerts(p_customer_id bigint, p_api_key_id bigint, p_month text, p_warn_pct integer)
returns text[] language plpgsql as $$
declare
  v_noted text[];
begin
  with crossed as (
    select c.owner, c.alert_type, c.spent, c.cap
      from month_position(p_customer_id, p_api_key_id, p_month) p
      cross join lateral (values
        (0::bigint, 'CAP_WARN_CUSTOMER', customer_spent_pico, customer_cap_pico, p_warn_pct),
        (0, 'CAP_REACHED_CUSTOMER', customer_spent_pico, customer_cap_pico, 100),
        ((select k.first_key_id from api_keys k where k.id = p_api_key_id), 'CAP_WARN_KEY', key_spent_pico, key_cap_pico, p_warn_pct),
        ((select k.first_key_id from api_keys k where k.id = p_api_key_id), 'CAP_REACHED_KEY', key_spent_pico, key_cap_pico, 100)
      ) as c (owner, alert_type, spent, cap, pct)
     where c.cap > 0 and c.spent::numeric * 100 >= c.cap::numeric * c.pct
  ), noted as (
    insert into alerts_sent (customer_id, api_key_id, month, alert_type)
    select p_customer_id, owner, p_month, alert_type from crossed
    on conflict do nothing
    returning alert_type
  ), written as (
    insert into webhook_deliveries (customer_id, event_type, payload)
    select p_customer_id, c.alert_type, jsonb_build_object('type', c.alert_type, 'month', p_month, 'customer_id', p_customer_id::text)
        || case when c.owner = 0
             then jsonb_build_object('customer_cap_cents', trim_scale(c.cap / 10000000000.0), 'customer_spent_cents', trim_scale(c.spent / 10000000000.0))
             else jsonb_build_object('api_key_id', p_api_key_id::text, 'key_cap_cents', trim_scale(c.cap / 10000000000.0),
                                     'key_spent_cents', trim_scale(c.spent / 10000000000.0)) end
        || jsonb_build_object('pct', floor(c.spent::numeric * 100 / c.cap))
      from crossed c join noted using (alert_type)
  )
  select coalesce(array_agg(alert_type order by alert_type), '{}') into v_noted from noted;
  if order_auto_topup(p_customer_id, p_month) then
    v_noted := v_noted || 'AUTO_TOPUP_DUE'::text;
  end if;
  return v_noted;
end $$;

-- Takes one top-up that is to be charged now; for p_lease_seconds nobody else takes it.
create function claim_auto_topup(p_lease_seconds integer)
returns table (
  id uuid, customer_id bigint, amount_cents integer, stripe_customer_id text, stripe_payment_method_id text,
  attempts integer, payment_id text
) language sql as $$
  -- Not yet tried, and no longer wanted.
  update auto_topups a set state = 'failed', failure = 'switched_off', finished_at = clock_timestamp()
    from customers c
   where a.state = 'due' and a.attempts = 0 and a.next_attempt_at <= clock_timestamp() and c.id = a.customer_id
     and not (c.auto_topup_enabled and coalesce(c.stripe_payment_method_id = a.stripe_payment_method_id, false));
  update auto_topups a
     set attempts = a.attempts + 1, next_attempt_at = clock_timestamp() + make_interval(secs => p_lease_seconds)
   where a.id = (
     select d.id from auto_topups d where d.state = 'due' and d.next_attempt_at <= clock_timestamp()
      order by d.next_attempt_at limit 1 for update skip locked
   )
  returning a.id, a.customer_id, a.amount_cents, a.stripe_customer_id, a.stripe_payment_method_id, a.attempts, a.payment_id
$$;

-- Credits the payment of an automatic top-up, once, whoever brings the news: the one who charged, or Stripe's event. Money that
-- arrives after the top-up was given up is credited as well.
create function credit_auto_topup(
  p_id uuid, p_payment_id text, p_amount_cents bigint,
  -- Null when it is not an event of Stripe's that brings the news.
  p_event_id text default null, p_event_type text default null, p_event_created_at timestamptz default null
)
-- 'CREDITED', 'REPEATED', 'MISMATCH' (another amount, or another payment than the known one), 'NOT_FOUND'.
returns text language plpgsql
set lock_timeout = '5s'
as $$
declare
  v_order auto_topups;
  v_month text;
begin
  perform pg_advisory_xact_lock(hashtextextended('payment:' || p_payment_id, 0));
  select * into v_order from auto_topups a where a.id = p_id;
  if not found then
    return 'NOT_FOUND';
  end if;
  perform 1 from customer_books b where b.customer_id = v_order.customer_id for update;
  select * into v_order from auto_topups a where a.id = p_id for update;
  if v_order.amount_cents <> p_amount_cents or v_order.payment_id <> p_payment_id then
    return 'MISMATCH';
  end if;
  if p_event_id is not null then
    insert into stripe_events (event_id, event_type, subject_id, payment_id, customer_id, fact, amount_cents, created_at)
    values (p_event_id, p_event_type, p_payment_id, p_payment_id, v_order.customer_id, 'paid', p_amount_cents, p_event_created_at)
    on conflict (event_id) do nothing;
  end if;
  if v_order.state = 'succeeded' then
    return 'REPEATED';
  end if;
  v_month := current_month();
  update auto_topups a set state = 'succeeded', payment_id = p_payment_id, failure = null, finished_at = clock_timestamp()
   where a.id = p_id;
  insert into topup_events (customer_id, month, amount_cents, source, payment_id)
  values (v_order.customer_id, v_month, v_order.amount_cents, 'auto', p_payment_id);
  perform move_credit(v_order.customer_id, 'topup', v_month, v_order.amount_cents, 'stripe_payment', p_payment_id);
  insert into audit_events (actor, action, target, meta)
  values ('system', 'TOPUP_AUTO', 'customer:' || v_order.customer_id, jsonb_build_object('amount_cents', v_order.amount_cents,
          'month', v_month, 'payment_id', p_payment_id));
  insert into webhook_deliveries (customer_id, event_type, payload)
  values (v_order.customer_id, 'AUTO_TOPUP_SUCCEEDED', jsonb_build_object('type', 'AUTO_TOPUP_SUCCEEDED', 'month', v_month,
          'customer_id', v_order.customer_id::text, 'amount_cents', v_order.amount_cents));
  perform apply_reversals(p_payment_id);
  return 'CREDITED';
end $$;

-- Gives a top-up up. It is not tried again until the credit has been above the threshold, or somebody changes the rules or the card.
create function fail_auto_topup(p_id uuid, p_failure text) returns boolean language plpgsql as $$
declare
  v_order auto_topups;
begin
  update auto_topups a set state = 'failed', failure = p_failure, finished_at = clock_timestamp()
   where a.id = p_id and a.state = 'due' returning * into v_order;
  if not found then
    return false;
  end if;
  insert into audit_events (actor, action, target, meta)
  values ('system', 'TOPUP_AUTO_FAILED', 'customer:' || v_order.customer_id,
          jsonb_build_object('amount_cents', v_order.amount_cents, 'month', v_order.month, 'failure', p_failure));
  insert into webhook_deliveries (customer_id, event_type, payload)
  values (v_order.customer_id, 'AUTO_TOPUP_FAILED', jsonb_build_object('type', 'AUTO_TOPUP_FAILED', 'month', v_order.month,
          'customer_id', v_order.customer_id::text, 'amount_cents', v_order.amount_cents, 'failure', p_failure));
  return true;
end $$;

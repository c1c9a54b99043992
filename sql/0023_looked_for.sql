-- What operators and customers look for among their calls and jobs, test messages to their webhooks, and invoices that are issued once
-- however often they are asked for.

-- Calls that did not complete: few, and the first to be looked for. Most calls are not in here, and settling them costs no more.
create index usage_events_unfinished_idx on usage_events (customer_id, month, outcome, id desc) where outcome <> 'completed';

-- Jobs that somebody stopped. As in async_jobs_newest_idx, what is searched is in here, too.
create index async_jobs_cancelled_idx on async_jobs (created_at desc, id desc) include (customer_id, api_key_id, provider, model)
  where error_code = 'CANCELLED';

-- A test of the operator's own webhook is about no customer.
alter table webhook_deliveries alter column customer_id drop not null,
  add constraint webhook_deliveries_customer_check check (customer_id is not null or event_type = 'TEST');

-- When whose address was last tested; 0: the operator's own.
create index webhook_deliveries_test_idx on webhook_deliveries (coalesce(customer_id, 0), created_at) where event_type = 'TEST';

-- As before, and: a message about no customer goes to the operator.
create or replace function claim_webhook_deliveries(p_limit integer, p_lease_seconds integer)
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
    from claimed c left join customers o on o.id = c.customer_id
$$;

-- Writes a message that tells of nothing, to where the customer's alerts go (p_customer_id null: to the operator's own webhook), at most
-- once in so many seconds, whoever asks.
create function write_test_message(
  p_customer_id bigint,
  -- Whether the operator has a webhook and may hear it, should the customer have none.
  p_operator_hears boolean,
  p_pause_seconds integer, p_actor text
) returns table (
  -- 'WRITTEN', 'TOO_SOON', 'NO_ADDRESS', 'NOT_FOUND' (no such customer).
  verdict text,
  delivery_id bigint,
  -- When the next one may be sent, once one was.
  next_at timestamptz
) language plpgsql
set lock_timeout = '5s'
as $$
#variable_conflict use_column
declare
  v_url text;
  v_now timestamptz;
begin
  if p_customer_id is not null then
    select c.alert_webhook_url into v_url from customers c where c.id = p_customer_id;
    if not found then
      verdict := 'NOT_FOUND'; return next; return;
    end if;
  end if;
  if v_url is null and not p_operator_hears then
    verdict := 'NO_ADDRESS'; return next; return;
  end if;
  -- Two at once would each see no other.
  perform pg_advisory_xact_lock(hashtextextended('test message:' || coalesce(p_customer_id, 0), 0));
  v_now := clock_timestamp();
  select max(d.created_at) + make_interval(secs => p_pause_seconds) into next_at
    from webhook_deliveries d where coalesce(d.customer_id, 0) = coalesce(p_customer_id, 0) and d.event_type = 'TEST';
  if next_at > v_now then
    verdict := 'TOO_SOON'; return next; return;
  end if;
  insert into webhook_deliveries as d (customer_id, event_type, payload, created_at)
  values (p_customer_id, 'TEST', jsonb_build_object('type', 'TEST', 'customer_id', p_customer_id::text), v_now)
  returning d.id into delivery_id;
  insert into audit_events (actor, action, target, meta)
  values (p_actor, 'WEBHOOK_TEST', 'customer:' || p_customer_id, jsonb_build_object('delivery_id', delivery_id::text));
  next_at := v_now + make_interval(secs => p_pause_seconds);
  verdict := 'WRITTEN';
  return next;
end $$;

-- The Idempotency-Key of the request that issued it, if it had one.
alter table invoices add column request_id text unique check (length(request_id) between 1 and 255);

drop function issue_invoice(bigint, text, text, boolean, text);

-- As before, and: a request that names itself issues one revision, however often it comes. Without a month: the current one.
create function issue_invoice(
  p_customer_id bigint, p_month text, p_actor text, p_only_first boolean, p_seller text, p_request_id text default null
) returns table (
  -- 'ISSUED', 'REPEATED' (this request was carried out before: what it issued), 'MISMATCH' (it was another one), 'EXISTS',
  -- 'NOT_FOUND' (no such customer).
  verdict text,
  snapshot jsonb
) language plpgsql
set lock_timeout = '5s'
as $$
#variable_conflict use_column
declare
  v_month constant text := coalesce(p_month, current_month());
  v_earlier invoices;
  v_revision integer;
  v_now timestamptz;
begin
  if p_request_id is not null then
    -- As in top_up(): the request, then the customer's books.
    perform pg_advisory_xact_lock(hashtextextended('invoice:' || p_request_id, 0));
    select * into v_earlier from invoices i where i.request_id = p_request_id;
    if found then
      if v_earlier.customer_id = p_customer_id and v_earlier.month = coalesce(p_month, v_earlier.month) then
        verdict := 'REPEATED'; snapshot := v_earlier.snapshot;
      else
        verdict := 'MISMATCH';
      end if;
      return next; return;
    end if;
  end if;
  perform 1 from customer_books b where b.customer_id = p_customer_id for update;
  if not found then
    verdict := 'NOT_FOUND'; return next; return;
  end if;
  if p_only_first and exists (
    select 1 from invoices i
     where i.customer_id = p_customer_id and i.month = v_month and i.issued_at >= end_of_month(v_month)
  ) then
    verdict := 'EXISTS'; return next; return;
  end if;
  select coalesce(max(i.revision), 0) + 1 into v_revision
    from invoices i where i.customer_id = p_customer_id and i.month = v_month;
  v_now := clock_timestamp();
  snapshot := invoice_snapshot(p_customer_id, v_month, p_seller)
    || jsonb_build_object('revision', v_revision, 'generated_at', invoice_time(v_now));
  insert into invoices (customer_id, month, revision, snapshot, issued_at, issued_by, request_id)
  values (p_customer_id, v_month, v_revision, snapshot, v_now, p_actor, p_request_id);
  insert into audit_events (actor, action, target, meta)
  values (p_actor, 'INVOICE_ISSUE', 'customer:' || p_customer_id, jsonb_strip_nulls(jsonb_build_object('month', v_month,
          'revision', v_revision, 'amount_due_pico', snapshot #>> '{totals,amount_due_pico}', 'request_id', p_request_id)));
  verdict := 'ISSUED';
  return next;
end $$;

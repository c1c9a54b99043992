-- The books: an append-only, hash-chained ledger per customer, and running sums kept in the same transactions.
-- Amounts are pico-US-dollars (10^-12 USD).

-- One row per customer. Every function that moves money locks it first, and after it writes only rows of that customer,
-- so calls of one customer queue, calls of different customers do not meet, and no deadlock is possible.
create table customer_books (
  customer_id  bigint primary key references customers on delete restrict,
  last_seq     bigint not null default 0 check (last_seq >= 0),
  last_hash    bytea not null default decode(repeat('00', 32), 'hex') check (length(last_hash) = 32)
) with (fillfactor = 50);

create function open_books() returns trigger language plpgsql as $$
begin
  insert into customer_books (customer_id) values (new.id);
  return null;
end $$;

create trigger customers_open_books after insert on customers for each row execute function open_books();

create table ledger_entries (
  customer_id  bigint not null references customer_books on delete restrict,
  seq          bigint not null check (seq > 0),
  kind         text not null check (kind in ('charge', 'topup', 'refund', 'adjustment', 'overrun')),
  -- charge ≥ 0 and adjustment ≠ 0 change what is spent; topup > 0 and refund > 0 change what was paid in;
  -- overrun > 0 is the operator's loss and changes no balance of the customer.
  amount_pico  bigint not null check (case kind when 'charge' then amount_pico >= 0 when 'adjustment' then amount_pico <> 0
                                                else amount_pico > 0 end),
  month        text not null check (month ~ '^\d{4}-(0[1-9]|1[0-2])$'),
  api_key_id   bigint,
  source_kind  text not null check (source_kind ~ '^[a-z_]+$'),
  source_id    text not null check (length(source_id) between 1 and 255 and source_id !~ '[\r\n]'),
  created_at   timestamptz not null,
  prev_hash    bytea not null check (length(prev_hash) = 32),
  hash         bytea not null check (length(hash) = 32),
  primary key (customer_id, seq),
  unique (source_kind, source_id, kind),
  foreign key (api_key_id, customer_id) references api_keys (id, customer_id)
);

create index ledger_entries_month_idx on ledger_entries (customer_id, month);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;

create trigger ledger_entries_append_only before update or delete on ledger_entries
  for each row execute function refuse_change();
create trigger ledger_entries_no_truncate before truncate on ledger_entries
  for each statement execute function refuse_change();

-- The canonical text of an entry: what its hash covers, one field per line (docs/money.md has the recipe).
create function ledger_entry_text(p_entry ledger_entries) returns text language sql stable as $$
  select concat_ws(E'\n', 'kaixu-ledger-v1', p_entry.customer_id, p_entry.seq, p_entry.kind, p_entry.amount_pico,
    p_entry.month, coalesce(p_entry.api_key_id::text, '-'), p_entry.source_kind, p_entry.source_id,
    to_char(p_entry.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
$$;

create function ledger_entry_hash(p_entry ledger_entries) returns bytea language sql stable as $$
  select sha256(p_entry.prev_hash || convert_to(ledger_entry_text(p_entry), 'UTF8'))
$$;

-- Appends one entry. The caller holds the lock on the customer's row of customer_books.
create function post_ledger_entry(
  p_customer_id bigint, p_api_key_id bigint, p_kind text, p_amount_pico bigint, p_month text,
  p_source_kind text, p_source_id text
) returns void language plpgsql as $$
declare
  v_entry ledger_entries;
begin
  select b.last_seq + 1, b.last_hash into v_entry.seq, v_entry.prev_hash
    from customer_books b where b.customer_id = p_customer_id;
  v_entry.customer_id := p_customer_id;
  v_entry.kind := p_kind;
  v_entry.amount_pico := p_amount_pico;
  v_entry.month := p_month;
  v_entry.api_key_id := p_api_key_id;
  v_entry.source_kind := p_source_kind;
  v_entry.source_id := p_source_id;
  v_entry.created_at := clock_timestamp();
  v_entry.hash := ledger_entry_hash(v_entry);
  insert into ledger_entries select (v_entry).*;
  update customer_books set last_seq = v_entry.seq, last_hash = v_entry.hash where customer_id = p_customer_id;
end $$;

create table monthly_usage (
  customer_id    bigint not null references customers on delete restrict,
  month          text not null check (month ~ '^\d{4}-(0[1-9]|1[0-2])$'),
  spent_pico     bigint not null default 0,
  held_pico      bigint not null default 0 check (held_pico >= 0),
  -- Top-ups minus refunds of the month: raises the month's cap.
  extra_pico     bigint not null default 0 check (extra_pico between -4000000000000000000 and 4000000000000000000),
  list_pico      bigint not null default 0,
  overrun_pico   bigint not null default 0 check (overrun_pico >= 0),
  input_tokens   bigint not null default 0 check (input_tokens >= 0),
  output_tokens  bigint not null default 0 check (output_tokens >= 0),
  calls          bigint not null default 0 check (calls >= 0),
  updated_at     timestamptz not null default now(),
  primary key (customer_id, month)
) with (fillfactor = 50);

create table monthly_key_usage (
  api_key_id     bigint not null,
  customer_id    bigint not null,
  month          text not null check (month ~ '^\d{4}-(0[1-9]|1[0-2])$'),
  spent_pico     bigint not null default 0,
  held_pico      bigint not null default 0 check (held_pico >= 0),
  list_pico      bigint not null default 0,
  input_tokens   bigint not null default 0 check (input_tokens >= 0),
  output_tokens  bigint not null default 0 check (output_tokens >= 0),
  calls          bigint not null default 0 check (calls >= 0),
  updated_at     timestamptz not null default now(),
  primary key (api_key_id, month),
  foreign key (api_key_id, customer_id) references api_keys (id, customer_id)
) with (fillfactor = 50);

create index monthly_key_usage_customer_idx on monthly_key_usage (customer_id, month);

-- Where a customer and a key (with the keys it was rotated from or to) stand in a month. A key without a cap of its own has
-- a null key cap.
create function month_position(p_customer_id bigint, p_api_key_id bigint, p_month text)
returns table (
  customer_cap_pico bigint, customer_spent_pico bigint, customer_held_pico bigint,
  key_cap_pico bigint, key_spent_pico bigint, key_held_pico bigint
) language sql stable as $$
  select greatest(0, c.monthly_cap_cents::bigint * 10000000000 + coalesce(m.extra_pico, 0)),
         coalesce(m.spent_pico, 0), coalesce(m.held_pico, 0),
         k.monthly_cap_cents::bigint * 10000000000, coalesce(mk.spent_pico, 0), coalesce(mk.held_pico, 0)
    from customers c
    join api_keys k on k.customer_id = c.id
    left join monthly_usage m on m.customer_id = c.id and m.month = p_month
    left join lateral (
      select sum(u.spent_pico)::bigint as spent_pico, sum(u.held_pico)::bigint as held_pico
        from api_keys line join monthly_key_usage u on u.api_key_id = line.id
       where line.first_key_id = k.first_key_id and u.month = p_month
    ) mk on true
   where c.id = p_customer_id and k.id = p_api_key_id
$$;

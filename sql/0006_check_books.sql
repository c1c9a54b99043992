-- Replays the books of one customer (or of all, with null) and lists every disagreement. Books in order give no row.
create function check_books(p_customer_id bigint default null)
returns table (customer_id bigint, problem text, subject text, expected numeric, found numeric)
language sql stable as $$
  -- Running sums against the ledger.
  select customer_id, 'monthly_usage.spent_pico', month, coalesce(l.spent, 0), coalesce(m.spent_pico, 0)
    from (select customer_id, month, spent_pico from monthly_usage where p_customer_id is null or customer_id = p_customer_id) m
    full join (
      select customer_id, month, sum(amount_pico) as spent from ledger_entries
       where kind in ('charge', 'adjustment') and (p_customer_id is null or customer_id = p_customer_id) group by 1, 2
    ) l using (customer_id, month)
   where coalesce(l.spent, 0) <> coalesce(m.spent_pico, 0)
  union all
  select customer_id, 'monthly_usage.extra_pico', month, coalesce(l.extra, 0), coalesce(m.extra_pico, 0)
    from (select customer_id, month, extra_pico from monthly_usage where p_customer_id is null or customer_id = p_customer_id) m
    full join (
      select customer_id, month, sum(case kind when 'topup' then amount_pico else -amount_pico end) as extra from ledger_entries
       where kind in ('topup', 'refund') and (p_customer_id is null or customer_id = p_customer_id) group by 1, 2
    ) l using (customer_id, month)
   where coalesce(l.extra, 0) <> coalesce(m.extra_pico, 0)
  union all
  select customer_id, 'monthly_usage.overrun_pico', month, coalesce(l.overrun, 0), coalesce(m.overrun_pico, 0)
    from (select customer_id, month, overrun_pico from monthly_usage where p_customer_id is null or customer_id = p_customer_id) m
    full join (
      select customer_id, month, sum(amount_pico) as overrun from ledger_entries
       where kind = 'overrun' and (p_customer_id is null or customer_id = p_customer_id) group by 1, 2
    ) l using (customer_id, month)
   where coalesce(l.overrun, 0) <> coalesce(m.overrun_pico, 0)
  union all
  select coalesce(m.customer_id, l.customer_id), 'monthly_key_usage.spent_pico', concat('key ', api_key_id, ' ', month),
         coalesce(l.spent, 0), coalesce(m.spent_pico, 0)
    from (select * from monthly_key_usage where p_customer_id is null or customer_id = p_customer_id) m
    full join (
      select customer_id, api_key_id, month, sum(amount_pico) as spent from ledger_entries
       where kind in ('charge', 'adjustment') and (p_customer_id is null or customer_id = p_customer_id) group by 1, 2, 3
    ) l using (api_key_id, month)
   where coalesce(l.spent, 0) <> coalesce(m.spent_pico, 0)
  union all
  -- What is held against the open holds.
  select customer_id, 'monthly_usage.held_pico', month, coalesce(h.held, 0), coalesce(m.held_pico, 0)
    from (select customer_id, month, held_pico from monthly_usage where p_customer_id is null or customer_id = p_customer_id) m
    full join (
      select customer_id, month, sum(amount_pico) as held from holds
       where state = 'held' and (p_customer_id is null or customer_id = p_customer_id) group by 1, 2
    ) h using (customer_id, month)
   where coalesce(h.held, 0) <> coalesce(m.held_pico, 0)
  union all
  select coalesce(m.customer_id, h.customer_id), 'monthly_key_usage.held_pico', concat('key ', api_key_id, ' ', month),
         coalesce(h.held, 0), coalesce(m.held_pico, 0)
    from (select * from monthly_key_usage where p_customer_id is null or customer_id = p_customer_id) m
    full join (
      select customer_id, api_key_id, month, sum(amount_pico) as held from holds
       where state = 'held' and (p_customer_id is null or customer_id = p_customer_id) group by 1, 2, 3
    ) h using (api_key_id, month)
   where coalesce(h.held, 0) <> coalesce(m.held_pico, 0)
  union all
  -- Every hold that was charged has one event, and the ledger says the same of both.
  select h.customer_id, 'usage_events.cost_pico', concat('hold ', h.id), coalesce(l.charged, 0), coalesce(e.cost_pico, 0)
    from holds h
    left join usage_events e on e.hold_id = h.id
    left join lateral (
      select sum(le.amount_pico) as charged from ledger_entries le
       where le.source_kind = 'hold' and le.source_id = h.id::text and le.kind in ('charge', 'adjustment')
    ) l on true
   where (p_customer_id is null or h.customer_id = p_customer_id)
     and (coalesce(l.charged, 0) <> coalesce(e.cost_pico, 0) or coalesce(l.charged, 0) <> h.charged_pico
          or (h.state in ('settled', 'expired')) and (l.charged is null or e.id is null))
  union all
  -- The hash chain: gap-free, linked, and each hash the one of its content.
  select c.customer_id, 'ledger_entries.chain', concat('seq ', c.seq), c.expected_seq, c.seq
    from (
      select l.customer_id, l.seq, l.prev_hash, l.hash, ledger_entry_hash(l) as content_hash,
             row_number() over w as expected_seq,
             lag(l.hash, 1, decode(repeat('00', 32), 'hex')) over w as expected_prev
        from ledger_entries l
       where p_customer_id is null or l.customer_id = p_customer_id
      window w as (partition by l.customer_id order by l.seq)
    ) c
   where c.seq <> c.expected_seq or c.prev_hash <> c.expected_prev or c.hash <> c.content_hash
  union all
  select b.customer_id, 'customer_books.last_seq', null, coalesce(l.seq, 0), b.last_seq
    from customer_books b
    left join lateral (
      select seq, hash from ledger_entries l where l.customer_id = b.customer_id order by seq desc limit 1
    ) l on true
   where (p_customer_id is null or b.customer_id = p_customer_id)
     and (b.last_seq <> coalesce(l.seq, 0) or b.last_hash <> coalesce(l.hash, decode(repeat('00', 32), 'hex')))
$$;

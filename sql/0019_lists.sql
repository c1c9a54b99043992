-- What lists are searched and sorted by, so that a page costs what it shows, however many rows there are. A search names no column, and
-- each column that it looks in has an index of its own.

-- The calls of a customer's month, by how an id begins, and by model, newest first.
create index usage_events_request_idx on usage_events (customer_id, request_id text_pattern_ops);
create index usage_events_model_idx on usage_events (customer_id, month, provider, model, id desc);
create index usage_events_app_idx on usage_events (customer_id, month, app_id text_pattern_ops, id desc) where app_id is not null;
create index usage_events_install_idx on usage_events (customer_id, month, install_id text_pattern_ops, id desc)
  where install_id is not null;

create index ledger_entries_source_idx on ledger_entries (customer_id, source_id text_pattern_ops);

-- What was done, by whom and to what: who and what by how it begins.
create index audit_events_action_idx on audit_events (action, id desc);
create index audit_events_actor_idx on audit_events (actor text_pattern_ops, id desc);
drop index audit_events_target_idx;
create index audit_events_target_idx on audit_events (target text_pattern_ops, id desc);

-- These lists are searched by a part of a word, which no order helps to find: their indexes hold what is searched, so that a search
-- reads them from the newest entry on, and of the table only the rows that it shows.
create index async_jobs_newest_idx on async_jobs (created_at desc, id desc) include (customer_id, provider, model, status);
create index webhook_deliveries_newest_idx on webhook_deliveries (id desc) include (customer_id, event_type, state);

-- Messages that were given up are few, and are what an operator looks for.
create index webhook_deliveries_dead_idx on webhook_deliveries (id desc) where state = 'dead';

-- Who spends most is not here: what is spent changes with every call, and an index on it would make every call dearer.
create index customers_cap_idx on customers (monthly_cap_cents desc, id desc);
create index customers_plan_idx on customers (plan_name, id desc);

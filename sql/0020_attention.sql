-- What an operator looks after: what failed with one code, newest first.
create index gateway_events_code_idx on gateway_events (error_code, id) where error_code is not null;

-- Whose card is charged by itself: few of all customers, and looked after on the operator's overview.
create index customers_auto_topup_idx on customers (id) where auto_topup_enabled;

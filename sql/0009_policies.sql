-- What an operator may further say about customers and keys.

alter table customers
  add column notes text check (length(notes) <= 4000),
  -- Billed with every month's invoice, beside the usage.
  add column plan_fee_cents integer not null default 0 check (plan_fee_cents between 0 and 100000000),
  -- What automatic top-ups may come to in one month.
  add column auto_topup_monthly_max_cents integer not null default 20000
    check (auto_topup_monthly_max_cents between 0 and 50000000),
  -- Since when there is a card at Stripe that may be charged while its owner is away.
  add column card_saved_at timestamptz,
  -- Where this customer's alerts go, instead of the operator's own address.
  add column alert_webhook_url text check (length(alert_webhook_url) between 1 and 2000);

alter table api_keys add column notes text check (length(notes) <= 4000);

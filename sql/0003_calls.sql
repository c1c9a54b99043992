-- What a metered call leaves behind, and the allow-list rules.

create table holds (
  -- Made by the gateway, so that it can release a hold whose admission answer was lost on the way.
  id             uuid primary key,
  customer_id    bigint not null references customers on delete restrict,
  api_key_id     bigint not null,
  month          text not null check (month ~ '^\d{4}-(0[1-9]|1[0-2])$'),
  state          text not null default 'held' check (state in ('held', 'settled', 'released', 'expired')),
  -- The worst case that was set aside; what is charged can never exceed it.
  amount_pico    bigint not null check (amount_pico > 0),
  -- What a call that vanished is charged: its input, at least.
  floor_pico     bigint not null check (floor_pico >= 0 and floor_pico <= amount_pico),
  charged_pico   bigint not null default 0 check (charged_pico between 0 and amount_pico),
  overrun_pico   bigint not null default 0 check (overrun_pico >= 0),
  surface        text not null,
  provider       text not null,
  model          text not null,
  max_tokens     integer not null check (max_tokens >= 0),
  request_id     text not null check (length(request_id) between 1 and 128),
  install_id     text check (length(install_id) <= 80),
  ip_hash        text check (length(ip_hash) <= 64),
  user_agent     text check (length(user_agent) <= 240),
  app_id         text check (length(app_id) <= 120),
  build_id       text check (length(build_id) <= 120),
  -- How it ended, in a word: completed, cut, deadline, lost, or the error code of a released call.
  outcome        text check (length(outcome) <= 40),
  created_at     timestamptz not null,
  expires_at     timestamptz not null check (expires_at > created_at),
  resolved_at    timestamptz,
  -- A provider's numbers that came after the hold had expired or been released.
  late_at        timestamptz,
  foreign key (api_key_id, customer_id) references api_keys (id, customer_id),
  check ((state = 'held') = (resolved_at is null)),
  check (state <> 'released' or late_at is not null or charged_pico = 0)
);

create index holds_expiry_idx on holds (expires_at) where state = 'held';
create index holds_open_by_key_idx on holds (api_key_id) where state = 'held';

create table usage_events (
  id                  bigint generated always as identity primary key,
  -- One event per hold: what makes a settlement happen once.
  hold_id             uuid not null unique references holds on delete restrict,
  customer_id         bigint not null references customers on delete restrict,
  api_key_id          bigint not null,
  month               text not null,
  surface             text not null,
  provider            text not null,
  model               text not null,
  input_tokens        bigint not null check (input_tokens >= 0),
  cached_tokens       bigint not null default 0 check (cached_tokens >= 0),
  cache_write_tokens  bigint not null default 0 check (cache_write_tokens >= 0),
  output_tokens       bigint not null check (output_tokens >= 0),
  reasoning_tokens    bigint not null default 0 check (reasoning_tokens >= 0),
  cost_pico           bigint not null check (cost_pico >= 0),
  list_pico           bigint not null check (list_pico >= 0),
  estimated           boolean not null,
  outcome             text not null,
  request_id          text not null,
  install_id          text,
  ip_hash             text,
  user_agent          text,
  app_id              text,
  build_id            text,
  duration_ms         integer check (duration_ms >= 0),
  first_token_ms      integer check (first_token_ms >= 0),
  created_at          timestamptz not null,
  foreign key (api_key_id, customer_id) references api_keys (id, customer_id)
);

create index usage_events_customer_idx on usage_events (customer_id, id desc);
create index usage_events_key_idx on usage_events (api_key_id, id desc);

create table rate_limit_windows (
  customer_id   bigint not null,
  api_key_id    bigint not null,
  window_kind   text not null check (window_kind in ('minute', 'day')),
  window_start  timestamptz not null,
  count         integer not null check (count > 0),
  primary key (api_key_id, window_kind, window_start),
  foreign key (api_key_id, customer_id) references api_keys (id, customer_id)
) with (fillfactor = 50);

-- One call per idempotency key: who runs it, and the answer once there is one. Kept for 24 hours.
create table idempotency_keys (
  customer_id      bigint not null,
  api_key_id       bigint not null,
  idempotency_key  text not null check (length(idempotency_key) between 1 and 255),
  request_hash     text not null check (request_hash ~ '^[0-9a-f]{64}$'),
  -- The request that runs the call, over all its attempts at different models.
  owner            uuid not null,
  hold_id          uuid not null,
  running_until    timestamptz not null,
  answer_status    integer check (answer_status between 200 and 599),
  answer_headers   jsonb,
  answer_body      bytea,
  created_at       timestamptz not null,
  primary key (api_key_id, idempotency_key),
  foreign key (api_key_id, customer_id) references api_keys (id, customer_id),
  check ((answer_status is null) = (answer_body is null) and (answer_status is null) = (answer_headers is null))
);

create index idempotency_keys_created_at_idx on idempotency_keys (created_at);

-- Thresholds that a month's spending crossed, each at most once; delivery is somebody else's job.
create table alerts_sent (
  customer_id  bigint not null references customers on delete restrict,
  -- 0: the customer's own cap.
  api_key_id   bigint not null default 0,
  month        text not null,
  alert_type   text not null check (alert_type in ('CAP_WARN_CUSTOMER', 'CAP_REACHED_CUSTOMER', 'CAP_WARN_KEY', 'CAP_REACHED_KEY')),
  created_at   timestamptz not null default now(),
  primary key (customer_id, api_key_id, month, alert_type)
);

-- An absent or empty list says nothing (inherit); '*' means all.
create function list_allows(p_list text[], p_value text) returns boolean language sql immutable as $$
  select coalesce(cardinality(p_list), 0) = 0 or p_value = any (p_list) or '*' = any (p_list)
$$;

-- Models are allowed per provider: {"openai": ["gpt-4o-mini"], "*": ["*"]}. A provider that a non-empty object leaves out is refused.
create function models_allow(p_models jsonb, p_provider text, p_model text) returns boolean language sql immutable as $$
  select coalesce(p_models, '{}') = '{}'
      or exists (
        select 1
          from jsonb_each(p_models) as allowed (provider, models)
         where allowed.provider in (p_provider, '*')
           and (allowed.models ? p_model or allowed.models ? '*')
      )
$$;

-- Who revoked a key, and what an admin key of a customer may do to that customer's keys.

alter table api_keys
  -- 'admin' (the operator) or 'key:<id>'. What the operator revoked, only the operator lifts.
  add column revoked_by text check (revoked_by ~ '^(admin|key:[1-9][0-9]*)$');

update api_keys set revoked_by = 'admin' where revoked_at is not null;

create function role_rank(p_role text) returns integer language sql immutable as $$
  select array_position(array['viewer', 'deployer', 'admin', 'owner'], p_role)
$$;

create function key_is_alive(p_key api_keys, p_now timestamptz) returns boolean language sql immutable as $$
  select coalesce(p_key.revoked_at > p_now, true) and coalesce(p_key.expires_at > p_now, true)
$$;

-- A limit that is absent, zero or negative is none.
create function limit_exceeds(p_limit integer, p_bound integer) returns boolean language sql immutable as $$
  select coalesce(p_bound, 0) > 0 and (coalesce(p_limit, 0) <= 0 or p_limit > p_bound)
$$;

-- A new key with the old one's settings, in the same rotation line; the old one dies at once, or after a grace period. Null: there is
-- no such key, or it is dead or dying already, and so would be its successor.
create function rotate_key(p_key_id bigint, p_key_hash text, p_key_last4 text, p_grace_seconds integer, p_actor text)
returns bigint language plpgsql as $$
declare
  v_old api_keys;
  v_new_id bigint;
begin
  update api_keys k set revoked_at = clock_timestamp() + make_interval(secs => p_grace_seconds), revoked_by = p_actor
   where k.id = p_key_id and k.revoked_at is null and coalesce(k.expires_at > clock_timestamp(), true)
  returning k.* into v_old;
  if not found then
    return null;
  end if;
  insert into api_keys (customer_id, key_hash, key_last4, role, label, monthly_cap_cents, rpm_limit, rpd_limit,
                        concurrency_limit, max_devices, require_install_id, allowed_providers, allowed_models, expires_at, notes,
                        rotated_from, first_key_id)
  values (v_old.customer_id, p_key_hash, p_key_last4, v_old.role, v_old.label, v_old.monthly_cap_cents, v_old.rpm_limit,
          v_old.rpd_limit, v_old.concurrency_limit, v_old.max_devices, v_old.require_install_id, v_old.allowed_providers,
          v_old.allowed_models, v_old.expires_at, v_old.notes, v_old.id, v_old.first_key_id)
  returning id into v_new_id;
  insert into audit_events (actor, action, target, meta)
  values (p_actor, 'KEY_ROTATE', 'key:' || v_old.id, jsonb_build_object('new_key_id', v_new_id));
  return v_new_id;
end $$;

-- From here on: a customer's own admin keys. Each function below decides everything under the lock on the customer's books, on what
-- is committed then, and gives one of these verdicts:
--   DONE; UNAUTHORIZED, CUSTOMER_DISABLED, FORBIDDEN (the caller may not, or not any more); NOT_FOUND; ROLE_ABOVE (the caller's);
--   OWN_LINE (the caller's own key); OPERATOR_REVOKED; NOT_ROTATABLE; KEY_LIMIT; BEYOND_POLICY (with field, offender and bound).

-- Takes the lock, and keeps the caller's key from being changed meanwhile. Null: the caller may manage keys. The customer's row is only
-- read: whoever changes it may have to wait for the books.
create function begin_key_management(p_caller_id bigint) returns text language plpgsql as $$
declare
  v_caller api_keys;
begin
  perform 1 from customer_books b
   where b.customer_id = (select k.customer_id from api_keys k where k.id = p_caller_id) for update;
  select * into v_caller from api_keys k where k.id = p_caller_id for share;
  if not found or not key_is_alive(v_caller, clock_timestamp()) then
    return 'UNAUTHORIZED';
  elsif not exists (select 1 from customers c where c.id = v_caller.customer_id and c.is_active) then
    return 'CUSTOMER_DISABLED';
  elsif role_rank(v_caller.role) < role_rank('admin') then
    return 'FORBIDDEN';
  end if;
  return null;
end $$;

-- How many keys a customer may have alive when its own keys make them.
create function live_key_limit() returns integer language sql immutable as $$ select 500 $$;

create function has_room_for_key(p_customer_id bigint) returns boolean language sql as $$
  select count(*) < live_key_limit() from api_keys k
   where k.customer_id = p_customer_id and key_is_alive(k, clock_timestamp())
$$;

-- The first of the changed settings that the caller may not give a key: rates beyond the caller's own, more seats than the customer
-- allows, providers or models that the customer has not.
create function key_beyond_policy(p_caller_id bigint, p_before api_keys, p_after api_keys, p_default_rpm integer)
returns table (field text, offender text, bound text) language sql stable as $$
  with policy as (
    select k.rpm_limit, k.rpd_limit, k.concurrency_limit, c.max_devices_per_key as seats, c.allowed_providers as providers,
           c.allowed_models as models
      from api_keys k join customers c on c.id = k.customer_id where k.id = p_caller_id
  )
  select found.field, found.offender, left(found.bound, 400) from (
    select 1 as nr, r.field, r.given::text as offender, r.most::text as bound
      from policy
     cross join lateral (values
       ('rpm_limit', p_before.rpm_limit, p_after.rpm_limit, coalesce(p_after.rpm_limit, p_default_rpm),
        coalesce(policy.rpm_limit, p_default_rpm)),
       ('rpd_limit', p_before.rpd_limit, p_after.rpd_limit, p_after.rpd_limit, policy.rpd_limit),
       ('concurrency_limit', p_before.concurrency_limit, p_after.concurrency_limit, p_after.concurrency_limit,
        policy.concurrency_limit),
       -- A key without seats of its own has its customer's.
       ('max_devices', p_before.max_devices, p_after.max_devices, coalesce(p_after.max_devices, policy.seats), policy.seats)
     ) as r (field, before, after, given, most)
     where r.after is distinct from r.before and limit_exceeds(r.given, r.most)
    union all
    select 2, 'allowed_providers', named, array_to_string(policy.providers, ', ')
      from policy, unnest(p_after.allowed_providers) as named
     where p_after.allowed_providers is distinct from p_before.allowed_providers and not list_allows(policy.providers, named)
    union all
    select 3, 'allowed_models', lists.provider, array_to_string(policy.providers, ', ')
      from policy, jsonb_object_keys(p_after.allowed_models) as lists (provider)
     where p_after.allowed_models is distinct from p_before.allowed_models and not list_allows(policy.providers, lists.provider)
    union all
    select 4, 'allowed_models', lists.provider || '/' || named.model, policy.models::text
      from policy, jsonb_each(p_after.allowed_models) as lists (provider, models),
           jsonb_array_elements_text(lists.models) as named (model)
     where p_after.allowed_models is distinct from p_before.allowed_models
       and not models_allow(policy.models, lists.provider, named.model)
  ) found order by found.nr limit 1
$$;

-- p_policy holds columns of api_keys by name; absent ones have their default. Rates that are left open are the caller's own where
-- the usual ones would be beyond them.
create function create_key_as_key(
  p_caller_id bigint, p_key_hash text, p_key_last4 text, p_role text, p_policy jsonb, p_default_rpm integer
) returns table (verdict text, key_id bigint, field text, offender text, bound text)
language plpgsql
set lock_timeout = '5s'
as $$
#variable_conflict use_column
declare
  v_caller api_keys;
  v_nothing api_keys;
  v_key api_keys;
begin
  verdict := begin_key_management(p_caller_id);
  if verdict is not null then
    return next; return;
  end if;
  select * into v_caller from api_keys k where k.id = p_caller_id;
  if role_rank(p_role) > role_rank(v_caller.role) then
    verdict := 'ROLE_ABOVE'; bound := v_caller.role; return next; return;
  elsif not has_room_for_key(v_caller.customer_id) then
    verdict := 'KEY_LIMIT'; bound := live_key_limit(); return next; return;
  end if;

  v_key := jsonb_populate_record(v_nothing, p_policy);
  if v_key.rpm_limit is null and limit_exceeds(p_default_rpm, v_caller.rpm_limit) then
    v_key.rpm_limit := v_caller.rpm_limit;
  end if;
  if v_key.rpd_limit is null and v_caller.rpd_limit > 0 then
    v_key.rpd_limit := v_caller.rpd_limit;
  end if;
  if v_key.concurrency_limit is null and v_caller.concurrency_limit > 0 then
    v_key.concurrency_limit := v_caller.concurrency_limit;
  end if;
  select p.* into field, offender, bound from key_beyond_policy(p_caller_id, v_nothing, v_key, p_default_rpm) p;
  if found then
    verdict := 'BEYOND_POLICY'; return next; return;
  end if;

  insert into api_keys (customer_id, key_hash, key_last4, role, label, monthly_cap_cents, rpm_limit, rpd_limit,
                        concurrency_limit, max_devices, require_install_id, allowed_providers, allowed_models, expires_at)
  values (v_caller.customer_id, p_key_hash, p_key_last4, p_role, coalesce(v_key.label, 'subkey'), v_key.monthly_cap_cents,
          v_key.rpm_limit, v_key.rpd_limit, v_key.concurrency_limit, v_key.max_devices, v_key.require_install_id,
          v_key.allowed_providers, v_key.allowed_models, v_key.expires_at)
  returning id, label into key_id, v_key.label;
  insert into audit_events (actor, action, target, meta)
  values ('key:' || p_caller_id, 'KEY_CREATE', 'key:' || key_id,
          jsonb_build_object('customer_id', v_caller.customer_id, 'label', v_key.label));
  verdict := 'DONE';
  return next;
end $$;

-- p_policy: the columns that change, by name. p_revoked: null leaves it as it is.
create function change_key_as_key(
  p_caller_id bigint, p_key_id bigint, p_policy jsonb, p_revoked boolean, p_default_rpm integer
) returns table (verdict text, key_id bigint, field text, offender text, bound text)
language plpgsql
set lock_timeout = '5s'
as $$
#variable_conflict use_column
declare
  v_actor constant text := 'key:' || p_caller_id;
  v_caller api_keys;
  v_before api_keys;
  v_key api_keys;
  v_now timestamptz;
begin
  verdict := begin_key_management(p_caller_id);
  if verdict is not null then
    return next; return;
  end if;
  v_now := clock_timestamp();
  select * into v_caller from api_keys k where k.id = p_caller_id;
  select * into v_before from api_keys k where k.id = p_key_id and k.customer_id = v_caller.customer_id for update;
  if not found then
    verdict := 'NOT_FOUND'; return next; return;
  elsif role_rank(v_before.role) > role_rank(v_caller.role) then
    verdict := 'ROLE_ABOVE'; bound := v_caller.role; return next; return;
  end if;

  key_id := p_key_id;
  v_key := jsonb_populate_record(v_before, p_policy);
  if p_revoked then
    v_key.revoked_at := least(v_before.revoked_at, v_now);
    -- Ending a grace period early does not take a rotation from whoever made it.
    v_key.revoked_by := case when v_before.revoked_at is null then v_actor else coalesce(v_before.revoked_by, 'admin') end;
  elsif not p_revoked then
    v_key.revoked_at := null;
    v_key.revoked_by := null;
  end if;

  if v_before.first_key_id = v_caller.first_key_id and to_jsonb(v_key) - 'label' <> to_jsonb(v_before) - 'label' then
    verdict := 'OWN_LINE'; return next; return;
  elsif not p_revoked and v_before.revoked_at is not null and coalesce(v_before.revoked_by, 'admin') = 'admin' then
    verdict := 'OPERATOR_REVOKED'; return next; return;
  end if;
  select p.* into field, offender, bound from key_beyond_policy(p_caller_id, v_before, v_key, p_default_rpm) p;
  if found then
    verdict := 'BEYOND_POLICY'; return next; return;
  elsif key_is_alive(v_key, v_now) and not key_is_alive(v_before, v_now) and not has_room_for_key(v_caller.customer_id) then
    verdict := 'KEY_LIMIT'; bound := live_key_limit(); return next; return;
  end if;

  verdict := 'DONE';
  if v_key is not distinct from v_before then
    return next; return;
  end if;
  update api_keys k set
    label = v_key.label, monthly_cap_cents = v_key.monthly_cap_cents, rpm_limit = v_key.rpm_limit, rpd_limit = v_key.rpd_limit,
    concurrency_limit = v_key.concurrency_limit, max_devices = v_key.max_devices,
    require_install_id = v_key.require_install_id, allowed_providers = v_key.allowed_providers,
    allowed_models = v_key.allowed_models, expires_at = v_key.expires_at, revoked_at = v_key.revoked_at,
    revoked_by = v_key.revoked_by
   where k.id = p_key_id;
  insert into audit_events (actor, action, target, meta)
  select v_actor, case p_revoked when true then 'KEY_REVOKE' when false then 'KEY_UNREVOKE' else 'KEY_UPDATE' end,
         'key:' || p_key_id, jsonb_build_object('changed', coalesce(jsonb_agg(a.name order by a.name), '[]'))
    from jsonb_each(to_jsonb(v_key)) as a (name, value)
   where a.value is distinct from to_jsonb(v_before) -> a.name and a.name not in ('revoked_at', 'revoked_by');
  return next;
end $$;

create function rotate_key_as_key(
  p_caller_id bigint, p_key_id bigint, p_key_hash text, p_key_last4 text, p_grace_seconds integer
) returns table (verdict text, key_id bigint, field text, offender text, bound text)
language plpgsql
set lock_timeout = '5s'
as $$
#variable_conflict use_column
declare
  v_caller api_keys;
  v_old api_keys;
begin
  verdict := begin_key_management(p_caller_id);
  if verdict is not null then
    return next; return;
  end if;
  select * into v_caller from api_keys k where k.id = p_caller_id;
  select * into v_old from api_keys k where k.id = p_key_id and k.customer_id = v_caller.customer_id;
  if not found then
    verdict := 'NOT_FOUND'; return next; return;
  elsif role_rank(v_old.role) > role_rank(v_caller.role) then
    verdict := 'ROLE_ABOVE'; bound := v_caller.role; return next; return;
  -- During its grace period the old key is one more.
  elsif p_grace_seconds > 0 and not has_room_for_key(v_caller.customer_id) then
    verdict := 'KEY_LIMIT'; bound := live_key_limit(); return next; return;
  end if;
  key_id := rotate_key(p_key_id, p_key_hash, p_key_last4, p_grace_seconds, 'key:' || p_caller_id);
  verdict := case when key_id is null then 'NOT_ROTATABLE' else 'DONE' end;
  return next;
end $$;

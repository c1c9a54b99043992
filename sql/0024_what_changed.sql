-- What operators look for: what a change of a customer or of a key changed, from what to what.

-- A value as the audit shows it: of an address that messages are sent to the host alone, because the rest may be as good as a password,
-- and of what is long its beginning.
create function audit_value(p_name text, p_value jsonb) returns jsonb language sql immutable as $$
  select case
    when jsonb_typeof(p_value) = 'string' and p_name ~ '_url$'
      then to_jsonb(substring(p_value #>> '{}' from '^[^:]*://(?:[^/?#\\]*@)?([^/?#\\]*)'))
    when length(p_value::text) > 300 then to_jsonb(left(p_value #>> '{}', 299) || '…')
    else p_value
  end
$$;

-- Which of the named columns have changed, and each from what to what; but notes are nobody's to read twice.
create function audit_changes(p_names text[], p_before jsonb, p_after jsonb) returns jsonb language sql immutable as $$
  select jsonb_build_object('changed', coalesce(jsonb_agg(n.name order by n.position), '[]'))
      || coalesce(
           jsonb_object_agg(n.name, jsonb_build_object(
             'from', audit_value(n.name, p_before -> n.name), 'to', audit_value(n.name, p_after -> n.name)
           )) filter (where n.name <> 'notes'), '{}')
    from unnest(p_names) with ordinality as n (name, position)
   where p_before -> n.name is distinct from p_after -> n.name
$$;

-- As before, and: the audit says what it was and what it became. p_policy: the columns that change, by name. p_revoked: null leaves it as
-- it is.
create or replace function change_key_as_key(
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
  values (v_actor, case p_revoked when true then 'KEY_REVOKE' when false then 'KEY_UNREVOKE' else 'KEY_UPDATE' end, 'key:' || p_key_id,
          audit_changes(array(select name from jsonb_object_keys(p_policy) name order by 1), to_jsonb(v_before), to_jsonb(v_key)));
  return next;
end $$;

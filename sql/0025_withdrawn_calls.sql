-- A call that is withdrawn lets go of its idempotency key, which is found by the call and not by reading all keys of its virtual key.
create index idempotency_keys_hold_idx on idempotency_keys (hold_id);

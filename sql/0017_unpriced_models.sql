-- Few events are of this kind, so the operator's question for them costs what they are, not what all events of a month are.
create index gateway_events_unpriced_idx on gateway_events (created_at) where error_code = 'UNPRICED_MODEL';

type Asked = { since: 'today' | 'month'; code?: string }

/**
 * Where the monitor shows calls that failed on their way: not the answers that told their clients so, which would be every call twice,
 * and no refusals at the door.
 */
export const failedCalls = ({ since, code }: Asked): string =>
  `/monitor?${new URLSearchParams({ kind: 'upstream_error', since, ...(code === undefined ? {} : { error_code: code }) }).toString()}`

type Asked = { since: 'today' | 'month'; code?: string }

/**
 * Where the monitor shows calls that failed on their way: not the answers that told their clients so, which would be every call twice,
 * and no refusals at the door. Failures that were charged in part are there as well, which the overview's figures leave out.
 */
export const failedCalls = ({ since, code }: Asked): string =>
  `/monitor?${new URLSearchParams({ kind: 'upstream_error', since, ...(code === undefined ? {} : { error_code: code }) }).toString()}`

/** What an address names, where it is one of these: it may be mistyped or of another version, and what narrows a list must be there to be cleared. */
export const known = <Value extends string>(
  named: string | null | undefined,
  options: readonly (Value | { value: Value })[],
): Value | undefined =>
  options.map((option) => (typeof option === 'string' ? option : option.value)).find((one) => one === named)

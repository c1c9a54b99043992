/** Orders entries by code unit: the order of a locale would depend on the machine. */
export const byName = ([one]: readonly [string, ...unknown[]], [other]: readonly [string, ...unknown[]]): number =>
  one < other ? -1 : one > other ? 1 : 0

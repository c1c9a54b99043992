/** Ascending: each role may do what the ones before it may. A viewer cannot spend. */
export const ROLES = ['viewer', 'deployer', 'admin', 'owner'] as const
export type Role = (typeof ROLES)[number]

export const hasRole = (role: Role, atLeast: Role): boolean => ROLES.indexOf(role) >= ROLES.indexOf(atLeast)

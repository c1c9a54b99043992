import type { Summary } from '../shared/answers.ts'

export type Role = Summary['key']['role']

/** Ascending: each role may do what the ones before it may. */
const RANK: Readonly<Record<Role, number>> = { viewer: 0, deployer: 1, admin: 2, owner: 3 }

export const ROLES: readonly Role[] = ['viewer', 'deployer', 'admin', 'owner']

export const hasRole = (role: Role, atLeast: Role): boolean => RANK[role] >= RANK[atLeast]

import { createHash } from 'node:crypto'
import { BUILD } from '../domain/build.ts'
import type { Settings } from './settings.ts'

/** What this deployment is, and which governance text precedes every request. */
export const buildOf = ({ canon }: Settings) => ({
  ...BUILD,
  kaixu_system_hash: createHash('sha256').update(canon).digest('hex'),
})

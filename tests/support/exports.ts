import { expect } from 'vitest'
import type { Routes } from '../../netlify/functions/_lib/http/route.ts'
import type { Call, TestGateway } from './gateway.ts'

/** The parts of an export as its links lead from one to the next. `between` happens after each. */
export const partsOf = async (
  gateway: TestGateway,
  routes: Routes,
  { query = '', ...call }: Call,
  between: () => Promise<unknown> = () => Promise.resolve(),
): Promise<string[]> => {
  const parts: string[] = []
  for (let next: string | undefined = query; next !== undefined && parts.length < 100;) {
    const response = await gateway.call(routes, { method: 'GET', ...call, query: next })
    const { headers } = response
    const part = await response.text()
    expect(response.status, part).toBe(200)
    parts.push(part)
    const link = /^<([^>]+)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1]
    expect(link === undefined).toBe(headers.get('x-kaixu-next-cursor') === null)
    next = link === undefined ? undefined : new URL(link, 'http://gateway.test').search
    if (next !== undefined) expect(new URLSearchParams(next).get('cursor')).toBe(headers.get('x-kaixu-next-cursor'))
    await between()
  }
  return parts
}

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { admit, settle } from '../../netlify/functions/_lib/db/calls.ts'
import { PICO_PER_CENT } from '../../netlify/functions/_lib/domain/money.ts'
import { admission, settlement } from '../support/calls.ts'
import { createTestGateway, type Account, type TestGateway } from '../support/gateway.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await createTestGateway()
})
afterAll(async () => gateway[Symbol.asyncDispose]())

const ask = (account: Account, inputPico: bigint) =>
  admission(account, { price: { inputPico, outputPicoPerToken: 0n, floorPico: 0n }, maxTokens: 0, minTokens: 0 })

const CAPS = [
  { scope: 'customer', caps: { capCents: 1, keyCapCents: null } },
  { scope: 'key', caps: { capCents: 10_000, keyCapCents: 1 } },
]

describe.each(CAPS)('a cap of the $scope, to the pico-dollar', ({ scope, caps }) => {
  test('what fits exactly is admitted, one pico-dollar more is not', async () => {
    const account = await gateway.account(caps)
    const refused = await admit(gateway.deps.db, ask(account, PICO_PER_CENT + 1n))
    expect(refused).toMatchObject({ verdict: 'CAP_REACHED', refused_scope: scope, refused_reason: 'too_large' })
    expect(await admit(gateway.deps.db, ask(account, PICO_PER_CENT))).toMatchObject({ verdict: 'ADMITTED' })
  })

  test('the same beside what is spent and what is held', async () => {
    const account = await gateway.account(caps)
    const spent = ask(account, 1_000n)
    await admit(gateway.deps.db, spent)
    await settle(gateway.deps.db, settlement(spent.holdId, { costPico: 700n }))
    await admit(gateway.deps.db, ask(account, 2_000n))
    const left = PICO_PER_CENT - 700n - 2_000n
    const refused = await admit(gateway.deps.db, ask(account, left + 1n))
    expect(refused).toMatchObject({ verdict: 'CAP_REACHED', refused_scope: scope, refused_reason: 'in_flight' })
    expect(await admit(gateway.deps.db, ask(account, left))).toMatchObject({ verdict: 'ADMITTED' })
    const [row] = await gateway.books.query(
      'select (spent_pico + held_pico)::text as used from monthly_key_usage where api_key_id = $1',
      [account.keyId],
    )
    expect(row).toEqual({ used: String(PICO_PER_CENT) })
  })
})

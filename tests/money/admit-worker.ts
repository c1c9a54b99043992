/**
 * One operating-system process of a race: opens its connections, says `ready`, and on any input line fires all its admissions at
 * once. Prints what became of them as one JSON line.
 */
import { once } from 'node:events'
import pg from 'pg'
import { z } from 'zod'

export const orderSchema = z.object({
  url: z.string(),
  /** The admission function to call: the real one or a broken twin. */
  admit: z.string(),
  connections: z.int(),
  /** One entry a call, taken in turn. */
  calls: z.array(z.object({ keyHash: z.string(), installId: z.string().nullable(), repeat: z.int() })),
  inputPico: z.string(),
  defaultRpm: z.int(),
})
export type Order = z.output<typeof orderSchema>

export type Outcome = { verdicts: Record<string, number>; admittedByKey: Record<string, number>; errors: string[] }

const main = async (order: Order): Promise<void> => {
  const pool = new pg.Pool({ connectionString: order.url, max: order.connections })
  const clients = await Promise.all(Array.from({ length: order.connections }, () => pool.connect()))
  clients.forEach((client) => client.release())
  console.log('ready')
  await once(process.stdin, 'data')

  const outcome: Outcome = { verdicts: {}, admittedByKey: {}, errors: [] }
  const text = `select verdict from ${order.admit}(
    p_hold_id => gen_random_uuid(), p_key_hash => $1, p_key_id => null, p_surface => 'chat', p_provider => 'openai',
    p_model => 'gpt-4o-mini', p_request_id => 'race', p_input_pico => $2, p_output_pico => 1, p_floor_pico => 1,
    p_max_tokens => 0, p_min_tokens => 0, p_ttl_seconds => 600, p_install_id => $3, p_ip_hash => null, p_user_agent => null,
    p_app_id => null, p_build_id => null, p_default_rpm => $4, p_count_rate => true)`
  const all = order.calls.flatMap(({ repeat, ...call }) => Array.from({ length: repeat }, () => call))
  await Promise.all(
    shuffled(all).map(async ({ keyHash, installId }) => {
      try {
        const { rows } = await pool.query<{ verdict: string }>(text, [
          keyHash,
          order.inputPico,
          installId,
          order.defaultRpm,
        ])
        const verdict = rows[0]?.verdict ?? 'NONE'
        outcome.verdicts[verdict] = (outcome.verdicts[verdict] ?? 0) + 1
        if (verdict === 'ADMITTED') outcome.admittedByKey[keyHash] = (outcome.admittedByKey[keyHash] ?? 0) + 1
      } catch (error) {
        outcome.errors.push(String(error))
      }
    }),
  )
  await pool.end()
  console.log(JSON.stringify(outcome))
}

const shuffled = <T>(items: readonly T[]): T[] =>
  items
    .map((item) => ({ item, order: Math.random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ item }) => item)

await main(orderSchema.parse(JSON.parse(process.argv[2] ?? '')))
process.exit(0)

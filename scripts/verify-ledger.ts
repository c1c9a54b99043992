/** `npm run verify-ledger`: replays every customer's books and prints what each is off by; exits 1 unless all of it is zero. */
import { parseArgs } from 'node:util'
import { findDisagreements, listLedgers } from '../netlify/functions/_lib/db/ledger.ts'
import { connectPostgres } from '../netlify/functions/_lib/db/postgres.ts'
import { picoToUsd } from '../netlify/functions/_lib/domain/money.ts'
import { residuePico } from '../netlify/functions/_lib/domain/residue.ts'
import { readCommandLine } from './command-line.ts'
import { openDatabaseAtHand } from './serve/database-at-hand.ts'

const USAGE = `npm run verify-ledger

Replays every customer's books and prints what each is off by; exits 1 unless all of it is zero. It only reads. The database is the one
that DATABASE_URL (or NETLIFY_DATABASE_URL, NETLIFY_DB_URL) names, else the one that \`npm start\` keeps in DATA_DIR (.data), also while
the gateway runs. There are no options.`

/** Replaying is a matter of minutes where a request would be one of seconds. */
const QUERY_TIMEOUT_MS = 3_600_000

const say = (line: string): void => console.log(`  ${line}`)

const main = async (): Promise<void> => {
  readCommandLine(USAGE, (args) => parseArgs({ args }))
  const { url, close } = await openDatabaseAtHand({ say, readOnly: true })
  const db = connectPostgres({ connectionString: url, maxConnections: 1, queryTimeoutMs: QUERY_TIMEOUT_MS })
  try {
    let isInOrder = true
    for (const { customer_id, entries, last_hash } of await listLedgers(db)) {
      const problems = await findDisagreements(db, customer_id)
      const residue = picoToUsd(residuePico(problems))
      console.log(`customer ${customer_id}: ${entries} entries, residue ${residue} USD, chain ends in ${last_hash}`)
      for (const { problem, subject, expected, found } of problems) {
        console.log(`  ${problem}${subject === null ? '' : ` of ${subject}`}: expected ${expected}, found ${found}`)
      }
      isInOrder &&= problems.length === 0
    }
    console.log(isInOrder ? 'the books are in order' : 'THE BOOKS ARE NOT IN ORDER')
    process.exitCode = isInOrder ? 0 : 1
  } finally {
    await db.close()
    await close()
  }
}

main().catch((error: unknown) => {
  const { message, cause } = error instanceof Error ? error : new Error(String(error))
  console.error(`verify-ledger: ${message}${typeof cause === 'string' ? ` (${cause})` : ''}`)
  process.exitCode = 1
})

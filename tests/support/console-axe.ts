import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'

const SOURCE = join(import.meta.dirname, '..', '..', 'node_modules', 'axe-core', 'axe.min.js')

let source: string | undefined

type Violation = { id: string; nodes: { html: string; failureSummary: string }[] }

/** What axe finds wrong with a page, a line for each rule, with the first place. `rules`: these alone. */
export const axeFindings = async (page: Page, rules?: readonly string[]): Promise<string[]> => {
  source ??= await readFile(SOURCE, 'utf8')
  if (!(await page.evaluate('window.axe !== undefined'))) await page.evaluate(source)
  await withoutTooltips(page)
  const only = rules === undefined ? '{}' : `{ runOnly: ${JSON.stringify(rules)} }`
  // The shape is axe's own.
  const violations = await page.evaluate<Violation[]>(
    `axe.run(document, { resultTypes: ['violations'], ...${only} }).then(({ violations }) => violations)`,
  )
  return violations.map(
    ({ id, nodes: [first, ...more] }) =>
      `${id} (and ${more.length} more): ${first?.html.slice(0, 200) ?? ''}: ${first?.failureSummary ?? ''}`,
  )
}

/** A tooltip belongs to what has the focus or the pointer, and to no part of the page. */
const withoutTooltips = async (page: Page): Promise<void> => {
  const tooltip = page.getByRole('tooltip').first()
  if ((await tooltip.count()) === 0) return
  await page.mouse.move(0, 0)
  await page.evaluate('document.activeElement?.blur()')
  await tooltip.waitFor({ state: 'detached' })
}

import type { Locator, Page } from 'playwright-core'

/** A screen of the navigation: its address in the hash, and its name. */
export type ScreenLink = { hash: string; name: string }

/** All screens that the navigation leads to, so that a new one is tested by itself. */
export const screensOf = async (page: Page): Promise<ScreenLink[]> => {
  const links = await page.getByRole('navigation', { name: 'Screens' }).getByRole('link').all()
  return Promise.all(
    links.map(async (link) => ({
      hash: (await link.getAttribute('href')) ?? '',
      name: (await link.textContent())?.trim() ?? '',
    })),
  )
}

/** Screens that are about everybody until a customer is chosen. */
const OF_EVERYBODY = ['Usage', 'Keys', 'Devices', 'Invoices']

/** Screens with `query` in their addresses, and before them those of everybody without it: a console remembers who was chosen. */
export const withQuery = (screens: readonly ScreenLink[], query: string): ScreenLink[] => [
  ...screens
    .filter(({ name }) => query !== '' && OF_EVERYBODY.includes(name))
    .map(({ hash, name }) => ({ hash, name: `${name}, of everybody` })),
  ...screens.map(({ hash, name }) => ({ hash: hash + query, name })),
]

/** The tabs of a customer's page, as they are called there. */
export const customerTabsOf = async (page: Page, customerId: string): Promise<ScreenLink[]> => {
  await openScreen(page, `/customers/${customerId}`)
  const titles = await page.getByRole('tab').allTextContents()
  return titles.map((name) => ({ name, hash: `/customers/${customerId}/${name.toLowerCase()}` }))
}

/** Goes to an address in the hash, and waits until the screen there has everything that it asked for. */
export const openScreen = async (page: Page, hash: string): Promise<void> => {
  await page.evaluate(`location.hash = ${JSON.stringify(hash.replace(/^#/, ''))}`)
  await settled(page)
}

/** Waits until there is a heading, and nothing on the screen is loading any more. */
export const settled = async (page: Page): Promise<void> => {
  await page.getByRole('heading', { level: 1 }).waitFor()
  // Lazily loaded parts come one after the other.
  for (let quiet = 0; quiet < 3; quiet += 1) {
    await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' })
    await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))')
  }
}

/** The first row of a list that opens something, if there is one. */
export const firstRowThatOpens = async (page: Page): Promise<Locator | undefined> => {
  const row = page.locator('tbody tr[tabindex]').first()
  return (await row.count()) === 0 ? undefined : row
}

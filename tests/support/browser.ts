import { existsSync } from 'node:fs'
import { chromium, type Browser } from 'playwright-core'

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

const HOW_TO_GET_ONE = `There is no Chromium at ${PLACES.join(', ')}. On Debian and Ubuntu: apt-get install chromium; on macOS: brew install --cask chromium.`

const executable = (): string | undefined => PLACES.find((place) => existsSync(place))

/**
 * For `describe.skipIf`: what needs a browser is skipped on somebody's own machine that has none, with a word of how to get one.
 * @throws Error in CI, where nothing may go untested unnoticed
 */
export const browserIsMissing = (): boolean => {
  if (executable() !== undefined) return false
  if (process.env['CI']) throw new Error(HOW_TO_GET_ONE)
  console.warn(HOW_TO_GET_ONE)
  return true
}

/** A browser with a profile of its own; one for a whole test file, and a context for each of its tests. */
export const startBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: executable() ?? '',
    args: [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })

/**
 * Errors of an app, told to the operator of the gateway. In a page, one call of installGlobalErrorHooks reports what nobody
 * catches; what the app catches itself it reports by hand, as here.
 * `npm start` has built what it uses, or `npm run site` does:
 *
 *   npx node examples/client-error-reporter.js
 */
import { installGlobalErrorHooks, reportClientError } from '../dist/assets/kaixu-client.mjs'

const { KAIXU_BASE_URL = 'http://localhost:8787', KAIXU_ERROR_TOKEN } = globalThis.process?.env ?? {}
const options = {
  base: KAIXU_BASE_URL,
  app: 'error-reporter',
  build: '1',
  // Where the gateway has a CLIENT_ERROR_TOKEN.
  ...(KAIXU_ERROR_TOKEN ? { errorToken: KAIXU_ERROR_TOKEN } : {}),
}

if (typeof document === 'object') installGlobalErrorHooks(options)

try {
  JSON.parse('{"broken')
} catch (error) {
  const { ok, requestId } = await reportClientError(error, { screen: 'editor' }, options)
  console.log(ok ? `reported: ${requestId}` : 'The report did not arrive')
}

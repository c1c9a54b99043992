import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parsePriceBook } from '../netlify/functions/_lib/domain/price-book.ts'
import { buildSite } from './build/build-site.ts'
import { bundleBytes, bundleFunctions, LARGEST_BUNDLE_BYTES } from './build/bundle-functions.ts'

// Everything that has to hold before a deployment, and the static site. Netlify bundles the functions itself afterwards;
// bundling them here first shows what it will get.

const ROOT = join(import.meta.dirname, '..')

const checkPrices = async (): Promise<void> => {
  const prices = parsePriceBook(JSON.parse(await readFile(join(ROOT, 'pricing', 'pricing.json'), 'utf8')))
  console.log(`prices     ${prices.models().length} models`)
}

const checkFunctions = async (): Promise<void> => {
  const bundles = await bundleFunctions(join(ROOT, '.netlify', 'functions-bundle'))
  const sizes = await Promise.all(bundles.map(async (bundle) => ({ ...bundle, bytes: await bundleBytes(bundle) })))
  for (const { name, bytes, schedule } of sizes)
    console.log(`function   ${name.padEnd(20)} ${(bytes / 1e6).toFixed(2)} MB${schedule ? `  (${schedule})` : ''}`)
  const tooLarge = sizes.filter(({ bytes }) => bytes > LARGEST_BUNDLE_BYTES).map(({ name }) => name)
  if (tooLarge.length > 0)
    throw new Error(
      `Over ${LARGEST_BUNDLE_BYTES / 1e6} MB: ${tooLarge.join(', ')}. ` +
        'Look for a package that came in with the last change, or leave files of it out in netlify.toml (included_files).',
    )
}

await checkPrices()
await buildSite(join(ROOT, 'dist'))
console.log('site       public/, web/ → dist/')
await checkFunctions()

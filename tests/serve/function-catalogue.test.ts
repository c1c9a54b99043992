import { expect, test } from 'vitest'
import { loadCatalogue } from '../../scripts/serve/function-catalogue.ts'
import { temporaryFolder, writeFunctions } from './stand-in.ts'

test('takes the files that Netlify would deploy, and knows how each is called', async () => {
  await using folder = await temporaryFolder()
  const directory = await writeFunctions(folder.path, {
    'chat.ts': 'export const routes = {}',
    'models.ts': "export const routes = {}\nexport const config = { path: ['/v1/models', '/v1/models/:id'] }",
    'sweep.ts': "export const routes = {}\nexport const config = { schedule: '@hourly' }",
    'run-background.ts': 'export const routes = {}',
    'notes.md': 'not code',
  })
  expect(await loadCatalogue(directory)).toMatchObject([
    { name: 'chat', kind: 'http', paths: ['/.netlify/functions/chat'] },
    { name: 'models', kind: 'http', paths: ['/v1/models', '/v1/models/:id'] },
    { name: 'run-background', kind: 'background', paths: ['/.netlify/functions/run-background'] },
    { name: 'sweep', kind: 'scheduled', schedule: '@hourly' },
  ])
})

test('names the file that cannot be served', async () => {
  await using folder = await temporaryFolder()
  const directory = await writeFunctions(folder.path, { 'bare.ts': 'export default () => new Response()' })
  await expect(loadCatalogue(directory)).rejects.toThrow(/bare\.ts exports no routes/)
})

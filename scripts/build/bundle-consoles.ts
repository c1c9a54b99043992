import { join } from 'node:path'
import { build } from 'vite'

const CONSOLES = join(import.meta.dirname, '..', '..', 'web', 'consoles')

/** Builds both consoles into `directory`: index.html for operators, dashboard.html for customers. */
export const bundleConsoles = async (directory: string): Promise<void> => {
  await build({
    configFile: join(CONSOLES, 'vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: directory },
  })
}

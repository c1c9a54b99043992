import react from '@vitejs/plugin-react'
import { join } from 'node:path'
import { defineConfig, type Plugin } from 'vite'

const HERE = import.meta.dirname

/** What is at work before the page's own code, and has to be there before it. */
const HEAD_START =
  /consoles\/(shared\/(head-start|question|base|kept|kept-session)|\w+\/(screens|storage-name|roles|overview-questions))\.ts$|vite\/preload-helper/

/** What only other screens, and dialogs, need. One file imports all that is there of Mantine, so importers do not tell. */
const FOR_LATER =
  /@mantine\/core\/esm\/components\/(Accordion|Checkbox|DataList|Drawer|Highlight|List|Mark|Modal|ModalBase|MultiSelect|Pill|PillsInput|Radio|Switch|Tabs|Textarea)\/|@mantine\/spotlight\/esm\/Spotlight|\/react-(remove-scroll|style-singleton)/

type Modules = { getModuleInfo(id: string): { importers: readonly string[] } | null }

/** Whether the frame, or the screen that everybody sees first, does not come without it. */
const isOfFirstScreen = (id: string, modules: Modules, seen = new Set<string>()): boolean => {
  if (/(signed-in|screens\/overview)\.tsx$/.test(id)) return true
  if (seen.has(id)) return false
  seen.add(id)
  return modules.getModuleInfo(id)?.importers.some((importer) => isOfFirstScreen(importer, modules, seen)) === true
}

/** Puts a console's head start before everything else of its page. */
const headStarts: Plugin = {
  name: 'head-starts',
  transformIndexHtml: {
    order: 'post',
    handler: (_html, { bundle = {}, chunk }) => {
      const start = Object.values(bundle).find(
        (file) => file.type === 'chunk' && file.name === `${chunk?.name}-head-start`,
      )
      if (start === undefined) return []
      return [
        {
          tag: 'script',
          attrs: { type: 'module', crossorigin: true, src: `./${start.fileName}` },
          injectTo: 'head-prepend',
        },
      ]
    },
  },
}

/** The two consoles: index.html for operators, dashboard.html for customers. */
export default defineConfig({
  root: HERE,
  base: './',
  plugins: [react(), headStarts],
  publicDir: false,
  build: {
    outDir: join(HERE, '../../dist'),
    // scripts/build.ts has put public/ there.
    emptyOutDir: false,
    target: 'es2023',
    assetsDir: 'assets/consoles',
    rolldownOptions: {
      input: {
        index: join(HERE, 'index.html'),
        dashboard: join(HERE, 'dashboard.html'),
        'index-head-start': join(HERE, 'admin/head-start.ts'),
        'dashboard-head-start': join(HERE, 'dashboard/head-start.ts'),
      },
      output: {
        codeSplitting: {
          // On a slow line each further file is a wait of its own: what is needed together comes as one.
          groups: [
            { name: 'head-start', test: HEAD_START },
            { name: 'sign-in', tags: ['$initial'], minShareCount: 2 },
            {
              name: (id, modules) => (!FOR_LATER.test(id) && isOfFirstScreen(id, modules) ? 'first-screen' : null),
              debugName: 'first-screen',
              minShareCount: 2,
            },
          ],
        },
      },
    },
  },
})

import react from '@vitejs/plugin-react'
import { join } from 'node:path'
import { defineConfig } from 'vite'

const HERE = import.meta.dirname

/** The two consoles: index.html for operators, dashboard.html for customers. */
export default defineConfig({
  root: HERE,
  base: './',
  plugins: [react()],
  publicDir: false,
  build: {
    outDir: join(HERE, '../../dist'),
    // scripts/build.ts has put public/ there.
    emptyOutDir: false,
    target: 'es2023',
    assetsDir: 'assets/consoles',
    rolldownOptions: {
      input: { index: join(HERE, 'index.html'), dashboard: join(HERE, 'dashboard.html') },
      // What both sign-in pages stand on comes as one file: on a slow line each further one is a wait of its own.
      output: { codeSplitting: { groups: [{ name: 'sign-in', tags: ['$initial'], minShareCount: 2 }] } },
    },
  },
})

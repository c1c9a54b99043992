import { defineConfig } from 'vite'

// The browser client as a script for a page (`window.KaixuClient`) and as a module.
export default defineConfig({
  root: import.meta.dirname,
  publicDir: false,
  build: {
    outDir: '../../dist/assets',
    emptyOutDir: false,
    target: 'es2022',
    lib: {
      entry: 'kaixu-client.ts',
      name: 'KaixuClient',
      formats: ['es', 'iife'],
      fileName: (format) => (format === 'es' ? 'kaixu-client.mjs' : 'kaixu-client.js'),
    },
  },
})

import js from '@eslint/js'
import tseslint from 'typescript-eslint'

export default tseslint.config(
  { ignores: ['dist/', 'dist.new-*/', '.netlify/', '.data/', '.screenshots/', 'node_modules/', 'public/'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // A settlement that nobody awaits is money that nobody books.
      '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: false }],
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-definitions': ['error', 'type'],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // `{ signal: undefined }` is not `{}` under exactOptionalPropertyTypes, so spreads of conditionals are idiomatic here.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'no-console': 'error',
    },
  },
  { files: ['scripts/**', 'examples/**', 'tests/**'], rules: { 'no-console': 'off' } },
  {
    files: ['web/consoles/**'],
    ignores: ['web/consoles/shared/{modal,drawer}.tsx'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          name: '@mantine/core',
          importNames: ['Modal', 'Drawer'],
          message: 'Those of shared/ leave Esc to the one on top.',
        },
      ],
    },
  },
  { files: ['**/*.js'], extends: [tseslint.configs.disableTypeChecked] },
  {
    // Plain JavaScript that runs in a page, in Node, or in both.
    files: ['examples/*.js', 'tests/browser/*.js'],
    languageOptions: {
      globals: Object.fromEntries(
        ['AbortController', 'TextDecoderStream', 'console', 'document', 'fetch', 'process', 'setTimeout', 'window'].map(
          (name) => [name, 'readonly'],
        ),
      ),
    },
  },
)

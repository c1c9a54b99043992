import type { Environment } from '../../netlify/functions/_lib/services/settings.ts'
import type { StubVendor } from '../support/stub-vendor.ts'

const COMPATIBLE = ['OPENAI', 'GROQ', 'MISTRAL', 'DEEPSEEK', 'OPENROUTER', 'XAI']

/** Every provider set up, each by its own variables, all at the one stub. */
export const vendorEnvironment = ({ baseUrls }: StubVendor): Environment => ({
  ...Object.fromEntries(
    COMPATIBLE.flatMap((name) => [
      [`${name}_API_KEY`, `sk-planted-${name.toLowerCase()}-secret`],
      [`${name}_BASE_URL`, baseUrls.openai],
    ]),
  ),
  ANTHROPIC_API_KEY: 'sk-ant-planted-secret',
  ANTHROPIC_BASE_URL: baseUrls.anthropic,
  GEMINI_API_KEY: 'AIza-planted-secret',
  GEMINI_BASE_URL: baseUrls.gemini,
})

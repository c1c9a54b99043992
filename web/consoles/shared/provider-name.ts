/** What vendors call themselves. */
const NAMES: Readonly<Record<string, string>> = {
  openai: 'OpenAI',
  anthropic: 'Anthropic',
  gemini: 'Google Gemini',
  groq: 'Groq',
  mistral: 'Mistral AI',
  deepseek: 'DeepSeek',
  xai: 'xAI',
  openrouter: 'OpenRouter',
  together: 'Together AI',
  fireworks: 'Fireworks AI',
  ollama: 'Ollama',
  custom: 'OpenAI-compatible',
  sandbox: 'Sandbox',
}

/** `OpenAI` for `openai`; a provider that is not known by another name keeps its own. */
export const providerName = (provider: string): string =>
  (Object.hasOwn(NAMES, provider) ? NAMES[provider] : undefined) ?? provider

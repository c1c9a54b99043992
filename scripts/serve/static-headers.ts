import { existsSync, readFileSync } from 'node:fs'

type Rule = { pattern: RegExp; headers: readonly (readonly [string, string])[] }

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

// Netlify's own: `*` stands for anything, `:name` for one segment.
const patternOf = (path: string): RegExp =>
  new RegExp(`^${escape(path).replaceAll('\\*', '.*').replace(/:\w+/g, '[^/]+')}$`)

const parse = (text: string): readonly Rule[] => {
  const rules: { pattern: RegExp; headers: (readonly [string, string])[] }[] = []
  for (const line of text.split('\n')) {
    const trimmed = line.trim()
    if (trimmed === '' || trimmed.startsWith('#')) continue
    if (!/^\s/.test(line)) {
      rules.push({ pattern: patternOf(trimmed), headers: [] })
      continue
    }
    const colon = trimmed.indexOf(':')
    rules.at(-1)?.headers.push([trimmed.slice(0, colon).trim(), trimmed.slice(colon + 1).trim()])
  }
  return rules
}

/** Reads Netlify's `_headers` file, so that static files carry the same headers in both homes. */
export const readStaticHeaders = (file: string): ((path: string) => readonly (readonly [string, string])[]) => {
  const rules = existsSync(file) ? parse(readFileSync(file, 'utf8')) : []
  return (path) => rules.filter((rule) => rule.pattern.test(path)).flatMap((rule) => rule.headers)
}

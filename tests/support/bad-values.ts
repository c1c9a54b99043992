/** What a field must survive: each as JSON text, because JSON.stringify cannot write all of them. */
export const BAD_VALUES: Readonly<Record<string, string>> = {
  null: 'null',
  true: 'true',
  zero: '0',
  'minus one': '-1',
  'minus zero': '-0.0',
  'one and a half': '1.5',
  '1e308': '1e308',
  'minus 1e308': '-1e308',
  'a number that overflows': '1e999',
  'a number beyond 2^53': '9007199254740993',
  'the largest int4 plus one': '2147483648',
  'an empty string': '""',
  'white space': '" \\t\\n"',
  'a number as text': '"10"',
  'a word': '"x"',
  'an empty array': '[]',
  'an empty object': '{}',
  'nested arrays': '[[]]',
  'an array of null': '[null]',
  'an object of numbers': '{"a":1}',
  'a NUL': '"\\u0000"',
  'a NUL inside': '"a\\u0000b"',
  'a lone high surrogate': '"\\ud800"',
  'a lone low surrogate': '"x\\udc00y"',
  'a long text': JSON.stringify('long '.repeat(20_000)),
  'a name of every object': '"__proto__"',
  'a method of every object': '"toString"',
  'an object with __proto__': '{"__proto__":{"role":"user","is_active":false},"constructor":{"prototype":{}}}',
  'ninety levels': `${'['.repeat(90)}${']'.repeat(90)}`,
}

type Path = readonly (string | number)[]

/** Every place inside a JSON value, the value itself left out. */
export const pathsOf = (value: unknown): Path[] => {
  if (typeof value !== 'object' || value === null) return []
  const steps: [string | number, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value)
  return steps.flatMap(([step, inner]) => [[step], ...pathsOf(inner).map((rest) => [step, ...rest])])
}

const HERE = '@@here@@'

/** The JSON text of `value` with something else at `path`: JSON text, or nothing (the field is gone). */
export const withAt = (value: unknown, path: Path, replacement: string | undefined): string => {
  const marked = markAt(value, path, replacement === undefined ? undefined : HERE)
  return JSON.stringify(marked).replace(`"${HERE}"`, () => replacement ?? '')
}

const markAt = (value: unknown, [step, ...rest]: Path, mark: string | undefined): unknown => {
  if (step === undefined) return mark
  const replaced = (name: unknown, inner: unknown) =>
    String(name) === String(step) ? markAt(inner, rest, mark) : inner
  if (Array.isArray(value)) {
    const items = value.map((inner: unknown, index) => replaced(index, inner))
    return mark === undefined && rest.length === 0 ? items.filter((_, index) => index !== step) : items
  }
  return Object.fromEntries(Object.entries(value ?? {}).map(([name, inner]) => [name, replaced(name, inner)]))
}

import type { Random } from '../random.ts'
import type { Assignment } from './assignments.ts'

/** English has about four. */
const CHARACTERS_PER_TOKEN = 4

/** An answer that has about so many tokens. One that `isCut` ends in the middle of a sentence. */
export const answerText = (
  random: Random,
  { title, headings, says }: Assignment,
  { tokens, isCut }: { tokens: number; isCut: boolean },
): string => {
  const length = tokens * CHARACTERS_PER_TOKEN
  const paragraphs = [`# ${title}`]
  let written = 0
  for (let part = 0; written < length; part += 1) {
    const heading = headings[part % headings.length] ?? title
    const order = [...says]
      .map((text) => ({ text, place: random.unit() }))
      .sort((one, other) => one.place - other.place)
    const sentences = order.slice(0, random.between(3, 5)).map(({ text }) => withNumbers(random, text))
    paragraphs.push(part < headings.length ? `## ${heading}\n\n${sentences.join(' ')}` : sentences.join(' '))
    written = paragraphs.join('\n\n').length
  }
  const text = paragraphs.join('\n\n')
  if (isCut) return text.slice(0, length)
  const end = text.lastIndexOf('.', length)
  return end > 0 ? text.slice(0, end + 1) : text
}

const withNumbers = (random: Random, text: string): string => text.replaceAll('#', () => String(random.between(2, 29)))

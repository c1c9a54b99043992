import { expect, test } from 'vitest'
import { DEFAULT_CANON, withCanon } from '../../netlify/functions/_lib/domain/canon.ts'
import type { Message } from '../../netlify/functions/_lib/domain/chat.ts'

const system = (text: string): Message => ({ role: 'system', content: [{ type: 'text', text }] })

test('the canon comes first and the prompts of the client stay, in their order', () => {
  const prompts: Message[] = [
    system('You are a pirate.'),
    { role: 'developer', content: [{ type: 'text', text: 'Speak French.' }] },
    { role: 'user', content: [{ type: 'text', text: 'Hello' }] },
  ]
  expect(withCanon(DEFAULT_CANON, prompts)).toEqual([system(DEFAULT_CANON), ...prompts])
})

test('a client that sends the canon itself does not pay for it twice', () => {
  expect(withCanon('Be good.', [system(' Be good.\n'), system('Be good. And brief.')])).toEqual([
    system('Be good.'),
    system('Be good. And brief.'),
  ])
})

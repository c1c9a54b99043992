import type { TextPart } from '../domain/chat.ts'

/** Text parts as one string, a blank line between two: for fields of a vendor that hold a string only. */
export const plainText = (parts: readonly TextPart[]): string => parts.map(({ text }) => text).join('\n\n')

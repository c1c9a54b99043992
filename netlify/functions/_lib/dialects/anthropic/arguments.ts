export type ObjectProgress = { add(text: string): void; isComplete(): boolean }

/** Whether the pieces of a JSON text make up a whole object yet: each character is looked at once, however long the text. */
export const objectProgress = (): ObjectProgress => {
  let depth = 0
  let begun = false
  let complete = false
  let inString = false
  let escaped = false

  const look = (character: string): void => {
    if (escaped) escaped = false
    else if (inString) {
      if (character === '\\') escaped = true
      else if (character === '"') inString = false
    } else if (character === '"') inString = true
    else if (character === '{' || character === '[') {
      begun = true
      depth += 1
    } else if (character === '}' || character === ']') {
      depth -= 1
      if (begun && depth <= 0) complete = true
    }
  }
  return {
    add(text) {
      for (const character of text) {
        if (complete) return
        look(character)
      }
    },
    isComplete: () => complete,
  }
}

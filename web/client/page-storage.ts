/** What localStorage has under a name. A page may be refused its storage, and Node has none. */
export const stored = (name: string): string | null => {
  try {
    return localStorage.getItem(name)
  } catch {
    return null
  }
}

export const store = (name: string, value: string): void => {
  try {
    localStorage.setItem(name, value)
  } catch {
    // It is kept for as long as the page lives.
  }
}

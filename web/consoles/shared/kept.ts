/** What a browser keeps under a name. */
export type Shelf = {
  get(name: string): string | null
  set(name: string, value: string): void
  remove(name: string): void
  /** Whether what is put there now outlives the page. */
  isLasting(): boolean
}

/** A page may be refused its storage, or find it full: then what it keeps lasts as long as the page does. */
export const shelf = (storageOf: () => Storage): Shelf => {
  const forNow = new Map<string, string>()
  const isDone = (act: (storage: Storage) => void): boolean => {
    try {
      act(storageOf())
      return true
    } catch {
      return false
    }
  }
  return {
    get: (name) => {
      let kept: string | null = null
      isDone((storage) => (kept = storage.getItem(name)))
      return forNow.get(name) ?? kept
    },
    set: (name, value) => {
      forNow.delete(name)
      if (isDone((storage) => storage.setItem(name, value))) return
      forNow.set(name, value)
      // An older one is not to come back with the next page.
      isDone((storage) => storage.removeItem(name))
    },
    remove: (name) => {
      forNow.delete(name)
      isDone((storage) => storage.removeItem(name))
    },
    isLasting: () =>
      isDone((storage) => {
        storage.setItem('KAIXU_PROBE', '1')
        storage.removeItem('KAIXU_PROBE')
      }),
  }
}

export const ofTab = shelf(() => sessionStorage)
export const ofSite = shelf(() => localStorage)

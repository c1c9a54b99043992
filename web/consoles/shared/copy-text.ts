/** Puts a text on the clipboard. Says no where the browser does not let it. */
export const copyText = async (text: string): Promise<boolean> => {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    // Not there on a page that came without encryption, and forbidden on others: there is the older way.
    return copyBySelection(text)
  }
}

const copyBySelection = (text: string): boolean => {
  const before = document.activeElement
  const area = document.createElement('textarea')
  area.value = text
  area.readOnly = true
  area.style.cssText = 'position:fixed;top:0;left:0;width:1px;height:1px;padding:0;border:0;opacity:0;'
  // What lies below a dialog cannot be selected.
  ;(before?.closest('dialog, [role=dialog]') ?? document.body).append(area)
  try {
    area.focus({ preventScroll: true })
    area.select()
    // Nothing else copies where there is no `navigator.clipboard`.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    return document.execCommand('copy')
  } catch {
    return false
  } finally {
    area.remove()
    if (before instanceof HTMLElement) before.focus({ preventScroll: true })
  }
}

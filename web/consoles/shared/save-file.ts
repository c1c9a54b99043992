/** Hands a file to the browser, as a download would. */
export const saveFile = (name: string, content: Blob): void => {
  const address = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // Some browsers ask where to put it first.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}

/** The name in `content-disposition`, of characters that a file name may have. */
export const fileNameOf = (response: Response, otherwise: string): string => {
  const name = /filename="([\w.-]{1,200})"/.exec(response.headers.get('content-disposition') ?? '')?.[1]
  return name ?? otherwise
}

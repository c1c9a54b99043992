/** How browsers say that a part of the page did not come: Chromium, Firefox, Safari; and Vite, for its styles. */
const NOT_LOADED =
  /dynamically imported module|Importing a module script failed|Unable to preload CSS|is not a valid JavaScript MIME type/i

/** Whether a screen failed because its own code could not be fetched. */
export const isNotLoaded = (error: unknown): boolean => error instanceof Error && NOT_LOADED.test(error.message)

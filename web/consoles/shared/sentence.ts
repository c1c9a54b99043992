/** What a code says: `CAP_WARN_CUSTOMER` → `Cap warn customer`. */
export const sentence = (name: string): string => {
  const words = name.toLowerCase().replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

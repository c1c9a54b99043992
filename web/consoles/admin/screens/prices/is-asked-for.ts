type Named = { provider: string | null; model: string | null }
type Filter = { q: string | undefined; provider: string | undefined }

/** Whether a model without a price is among those that the screen is narrowed to, as the gateway narrows those with one. */
export const isAskedFor = ({ provider, model }: Named, { q = '', provider: wanted }: Filter): boolean =>
  (wanted === undefined || provider === wanted) &&
  `${provider ?? ''}/${model ?? ''}`.toLowerCase().includes(q.toLowerCase())

type Narrowed = Partial<Record<'customer_id' | 'provider' | 'model', string>>

/** Where the usage of a month is, a customer's or everybody's, narrowed to a model or not. */
export const usageOf = ({ month, ...narrowed }: Narrowed & { month: string }): string =>
  `/usage?${new URLSearchParams({ ...narrowed, month }).toString()}`

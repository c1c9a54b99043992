/** `visa •••• 6280`, as Stripe writes brands, as people do: `Visa •••• 6280`. */
export const cardLabel = (label: string | null): string =>
  label === null ? 'Card' : label.charAt(0).toUpperCase() + label.slice(1)

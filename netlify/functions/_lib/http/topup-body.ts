/** A top-up that was credited. */
export const topupBody = (topup: { customer_id: string; month: string; amount_cents: number }) => ({
  ok: true,
  ...topup,
})

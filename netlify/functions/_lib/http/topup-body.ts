/** A top-up that was credited, or taken back. */
export const topupBody = (topup: { customer_id: string; month: string; amount_cents: number }) => ({
  ok: true,
  ...topup,
})

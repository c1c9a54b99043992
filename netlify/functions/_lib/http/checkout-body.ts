/** Where a top-up can be paid. */
export const checkoutBody = ({ url }: { url: string }) => ({ ok: true, url })

/** The same for the operator, who may look it up at the payment provider. */
export const operatorCheckoutBody = ({ id, url }: { id: string; url: string }) => ({ ...checkoutBody({ url }), id })

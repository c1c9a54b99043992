/** What messages to a webhook are signed with. */
export const webhookSecretBody = (secret: string) => ({ secret })

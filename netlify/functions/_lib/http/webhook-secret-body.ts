/** What messages to a web hook are signed with. */
export const webhookSecretBody = (secret: string) => ({ secret })

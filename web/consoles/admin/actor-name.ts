const NAMES: Readonly<Record<string, string>> = { admin: 'Operator', system: 'Gateway' }

/** Who did something, as the gateway notes it, in plain words. */
export const actorName = (actor: string): string => (Object.hasOwn(NAMES, actor) ? NAMES[actor] : undefined) ?? actor

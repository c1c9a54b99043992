import { GatewayError } from '../domain/errors.ts'
import type { Deps } from './deps.ts'

/** The refusal of a call to a provider that this gateway has no name for. */
export const unknownProvider = (deps: Pick<Deps, 'providers'>): GatewayError =>
  new GatewayError('BAD_REQUEST', 'provider: this gateway has no provider of that name', {
    hint: `Set up are: ${configuredProviders(deps)}.`,
    details: { field: 'provider' },
  })

/** Those that answer, for hints. */
export const configuredProviders = ({ providers }: Pick<Deps, 'providers'>): string =>
  providers
    .all()
    .flatMap(({ name, configured }) => (configured ? [name] : []))
    .join(', ') || 'none'

import { toGatewayError } from '../domain/errors.ts'
import { findListedModel, listModels } from '../services/list-models.ts'
import type { Credential } from '../services/spender.ts'
import { errorResponse, type WriteError } from './error-response.ts'
import { json } from './json.ts'
import { idBehind } from './id-behind.ts'
import type { ModelForm } from './model-list.ts'
import type { RouteDocs } from './route-docs.ts'
import { route, type Auth, type Route } from './route.ts'

/** How an answer is written; clients of several vendors may ask at one address. */
export type ModelDialect = ModelForm & { writeError: WriteError }

export type ModelsEndpoint = Pick<RouteDocs, 'headers' | 'description'> & {
  auth: Auth<Credential>
  /** Address of the list; behind it, an id names one of the models. */
  at: string
  dialect: ModelDialect
  /** The header in which the vendor names its request id. */
  requestIdHeader?: string | undefined
  /** Another vendor's way of writing, where the request is one of its clients'. */
  other?: (request: Request) => ModelDialect | undefined
}

/** The models that a key may use, or one of them. Costs nothing, and no cap is in its way. */
export const modelsRoute = ({ auth, at, dialect, requestIdHeader, other, ...docs }: ModelsEndpoint): Route =>
  route({
    summary: 'The models that this key may use, with prices; or the one of them that the address names',
    ...docs,
    errors: ['NOT_FOUND'],
    addresses: [at, `${at}/{model}`],
    reference: dialect.reference,
    auth: lateAuth(auth),
    writeError: dialect.writeError,
    requestIdHeader,
    handle: async ({ caller, request, requestId, deps }) => {
      const form = other?.(request)
      try {
        const { one, list } = form ?? dialect
        const credential = await caller()
        const id = idBehind(at)(request)
        return json(
          id === '' ? list(await listModels(deps, credential)) : one(await findListedModel(deps, credential, id)),
        )
      } catch (thrown) {
        if (form === undefined) throw thrown
        return errorResponse(toGatewayError(thrown), requestId, form.writeError)
      }
    },
  })

/** The same authentication from within the handler, so that its refusal is written as the client reads it. */
const lateAuth = (auth: Auth<Credential>): Auth<() => Credential | Promise<Credential>> => ({
  name: auth.name,
  role: auth.role,
  places: auth.places,
  read: (request, deps) => () => auth.read(request, deps),
})

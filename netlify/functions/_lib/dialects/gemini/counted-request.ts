import { readObject } from '../body-fields.ts'
import type { JsonObject } from '../dialect.ts'
import { fieldsOf } from './fields.ts'

/**
 * The generateContent request inside a body of countTokens (ai.google.dev/api/tokens): whole, or its contents alone.
 * @throws GatewayError BAD_REQUEST
 */
export const countedRequest = (body: JsonObject): JsonObject => {
  const whole = fieldsOf(body, '').byName.get('generateContentRequest')
  return whole === undefined ? body : readObject(whole.value, whole.path)
}
